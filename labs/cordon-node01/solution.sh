kubectl config use-context cluster1
kubectl cordon node01
kubectl create deployment {{ app }} --namespace {{ namespace }} --image {{ image }} --replicas {{ replicas }}
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 60s
