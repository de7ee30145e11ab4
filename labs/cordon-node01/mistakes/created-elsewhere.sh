# The namespace was forgotten.
# loses: test_nothing_else_was_changed test_the_new_deployment_runs test_none_of_its_pods_is_on_node01
kubectl cordon node01
kubectl create deployment {{ app }} --image {{ image }} --replicas {{ replicas }}
