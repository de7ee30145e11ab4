# Fewer pods of the other Deployment, to make room on the GPUs.
# loses: test_nothing_else_was_changed test_the_pods_of_the_gpu_node_stay test_the_pods_of_the_worn_node_stay
kubectl taint node {{ nodes[0] }} {{ key }}={{ value }}:NoSchedule
kubectl cordon {{ nodes[1] }}
kubectl drain {{ nodes[2] }} --ignore-daemonsets
kubectl scale deployment {{ web }} --namespace {{ namespace }} --replicas 0
kubectl scale deployment {{ batch }} --namespace {{ namespace }} --replicas {{ target }}
