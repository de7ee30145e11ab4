# The three right commands, each on the wrong node.
# loses: test_the_gpu_node_lets_only_tolerating_pods_in test_the_pods_of_the_gpu_node_stay test_the_node_with_the_worn_disk_is_closed test_the_pods_of_the_worn_node_stay test_the_node_to_be_switched_off_is_empty test_the_added_pods_run_on_the_gpu_node
kubectl taint node {{ nodes[1] }} {{ key }}={{ value }}:NoSchedule
kubectl cordon {{ nodes[2] }}
kubectl drain {{ nodes[0] }} --ignore-daemonsets
kubectl scale deployment {{ batch }} --namespace {{ namespace }} --replicas {{ target }}
