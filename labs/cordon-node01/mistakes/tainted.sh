# A taint lets pods in that tolerate it: the node is not closed.
# loses: test_node01_is_unschedulable test_the_other_pods_of_node01_stay
kubectl taint node node01 fan=broken:NoSchedule
kubectl create deployment {{ app }} --namespace {{ namespace }} --image {{ image }} --replicas {{ replicas }}
