# A drain cordons the node, too, but it also evicts the pods.
# loses: test_nothing_else_was_changed test_the_calculation_is_not_interrupted test_the_other_pods_of_node01_stay
kubectl drain node01 --ignore-daemonsets --force
kubectl create deployment {{ app }} --namespace {{ namespace }} --image {{ image }} --replicas {{ replicas }}
