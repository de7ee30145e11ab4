# Pods that do not tolerate the taint were deleted by hand, although they should stay.
# loses: test_the_pods_of_the_gpu_node_stay
kubectl taint node {{ nodes[0] }} {{ key }}={{ value }}:NoSchedule
kubectl cordon {{ nodes[1] }}
kubectl drain {{ nodes[2] }} --ignore-daemonsets
kubectl delete pods --namespace {{ namespace }} --selector app={{ web }} --field-selector spec.nodeName={{ nodes[0] }}
kubectl scale deployment {{ batch }} --namespace {{ namespace }} --replicas {{ target }}
