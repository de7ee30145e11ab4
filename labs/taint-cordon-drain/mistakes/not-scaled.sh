# loses: test_all_replicas_run test_the_added_pods_run_on_the_gpu_node
kubectl taint node {{ nodes[0] }} {{ key }}={{ value }}:NoSchedule
kubectl cordon {{ nodes[1] }}
kubectl drain {{ nodes[2] }} --ignore-daemonsets
