# loses: test_nothing_else_was_changed test_node01_is_unschedulable test_the_other_pods_of_node01_stay test_none_of_its_pods_is_on_node01
kubectl cordon node02
kubectl create deployment {{ app }} --namespace {{ namespace }} --image {{ image }} --replicas {{ replicas }}
