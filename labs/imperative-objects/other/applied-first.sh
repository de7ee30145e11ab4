# Everything was applied by habit; the task read again, it was deleted and created as the task asks.
kubectl create namespace {{ namespace }} --dry-run=client --output yaml | kubectl apply --filename -
kubectl create secret generic {{ secret }} --namespace {{ namespace }} --from-literal=username={{ user }} \
    --from-literal=password='{{ password }}' --dry-run=client --output yaml | kubectl apply --filename -
kubectl delete namespace {{ namespace }} --timeout 60s
kubectl create namespace {{ namespace }}
kubectl create secret generic {{ secret }} --namespace {{ namespace }} --from-literal=username={{ user }} \
    --from-literal=password='{{ password }}'
kubectl create configmap {{ configmap }} --namespace {{ namespace }} --from-literal={{ setting }}={{ number }} \
    --from-file={{ key }}={{ file }}
