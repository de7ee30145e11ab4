# The pods should have stayed on the node; those that need a fast disk have no other place.
# loses: test_the_pods_of_the_worn_node_stay
kubectl taint node {{ nodes[0] }} {{ key }}={{ value }}:NoSchedule
kubectl drain {{ nodes[1] }} {{ nodes[2] }} --ignore-daemonsets
kubectl scale deployment {{ batch }} --namespace {{ namespace }} --replicas {{ target }}
