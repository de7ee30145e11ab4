# This effect also evicts the running pods.
# loses: test_the_calculation_is_not_interrupted test_node01_is_unschedulable test_the_other_pods_of_node01_stay
kubectl taint node node01 fan=broken:NoExecute
kubectl create deployment {{ app }} --namespace {{ namespace }} --image {{ image }} --replicas {{ replicas }}
