# The node was cordoned after the new pods had been scheduled to both workers.
# loses: test_none_of_its_pods_is_on_node01
kubectl create deployment {{ app }} --namespace {{ namespace }} --image {{ image }} --replicas {{ replicas }}
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 60s
kubectl cordon node01
