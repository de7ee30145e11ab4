# The Deployment came first; its pods on the node lose their label and run on there.
# loses: test_none_of_its_pods_is_on_node01
kubectl create deployment {{ app }} --namespace {{ namespace }} --image {{ image }} --replicas {{ replicas }}
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 60s
kubectl cordon node01
kubectl label pods --namespace {{ namespace }} --selector app={{ app }} --field-selector spec.nodeName=node01 app-
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 60s
