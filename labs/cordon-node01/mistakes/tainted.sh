# A taint is not a cordon: pods that tolerate it are still scheduled to the node.
# loses: test_node01_is_unschedulable test_the_other_pods_of_node01_stay
kubectl taint node node01 fan=broken:NoSchedule
kubectl create deployment {{ app }} --namespace {{ namespace }} --image {{ image }} --replicas {{ replicas }}
