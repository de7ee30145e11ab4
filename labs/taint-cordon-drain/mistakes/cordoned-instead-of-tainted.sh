# A cordon keeps all new pods away, including those that tolerate the taint.
# loses: test_the_gpu_node_lets_only_tolerating_pods_in test_the_pods_of_the_gpu_node_stay test_all_replicas_run test_the_added_pods_run_on_the_gpu_node
kubectl cordon {{ nodes[0] }} {{ nodes[1] }}
kubectl drain {{ nodes[2] }} --ignore-daemonsets
kubectl scale deployment {{ batch }} --namespace {{ namespace }} --replicas {{ target }}
