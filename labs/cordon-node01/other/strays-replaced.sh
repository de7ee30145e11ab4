# The Deployment is created first; its pods on the node are deleted after the cordon and come back on the other one.
kubectl create deployment {{ app }} --namespace {{ namespace }} --image {{ image }} --replicas {{ replicas }}
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 60s
kubectl patch node node01 --patch '{"spec": {"unschedulable": true}}'
kubectl delete pods --namespace {{ namespace }} --selector app={{ app }} --field-selector spec.nodeName=node01
