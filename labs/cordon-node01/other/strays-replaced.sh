# The Deployment came first; once the node is closed, its strays there are deleted and come back elsewhere.
kubectl create deployment {{ app }} --namespace {{ namespace }} --image {{ image }} --replicas {{ replicas }}
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 60s
kubectl patch node node01 --patch '{"spec": {"unschedulable": true}}'
kubectl delete pods --namespace {{ namespace }} --selector app={{ app }} --field-selector spec.nodeName=node01
