# The wrong effect evicts running pods, and a toleration for NoSchedule does not help against it.
# loses: test_the_gpu_node_lets_only_tolerating_pods_in test_the_pods_of_the_gpu_node_stay test_all_replicas_run test_the_added_pods_run_on_the_gpu_node
kubectl taint node {{ nodes[0] }} {{ key }}={{ value }}:NoExecute
kubectl cordon {{ nodes[1] }}
kubectl drain {{ nodes[2] }} --ignore-daemonsets
kubectl scale deployment {{ batch }} --namespace {{ namespace }} --replicas {{ target }}
