# Created first and completed afterwards; additional labels do no harm.
kubectl create namespace {{ namespace }}
kubectl label namespace {{ namespace }} team=mail
kubectl create secret generic {{ secret }} --namespace {{ namespace }} --from-literal=username={{ user }}
kubectl patch secret {{ secret }} --namespace {{ namespace }} --patch '{"stringData": {"password": "{{ password }}"}}'
kubectl create configmap {{ configmap }} --namespace {{ namespace }} --from-file={{ key }}={{ file }}
KUBE_EDITOR="sed -i 's/^data:/data:\n  {{ setting }}: \"{{ number }}\"/'" \
    kubectl edit configmap {{ configmap }} --namespace {{ namespace }}
