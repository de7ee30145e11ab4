# The pods tolerate this taint, so that the worn disk gets new pods.
# loses: test_the_node_with_the_worn_disk_is_closed test_the_pods_of_the_worn_node_stay test_the_added_pods_run_on_the_gpu_node
kubectl taint node {{ nodes[0] }} {{ nodes[1] }} {{ key }}={{ value }}:NoSchedule
kubectl drain {{ nodes[2] }} --ignore-daemonsets
kubectl scale deployment {{ batch }} --namespace {{ namespace }} --replicas {{ target }}
