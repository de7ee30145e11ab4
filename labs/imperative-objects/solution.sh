kubectl config use-context cluster1
kubectl create namespace {{ namespace }}
kubectl create secret generic {{ secret }} --namespace {{ namespace }} \
    --from-literal=username={{ user }} --from-literal=password='{{ password }}'
kubectl create configmap {{ configmap }} --namespace {{ namespace }} \
    --from-literal={{ setting }}={{ number }} --from-file={{ key }}={{ file }}
