# The node gets no new pods, but the running ones are lost tonight.
# loses: test_the_node_to_be_switched_off_is_empty
kubectl taint node {{ nodes[0] }} {{ key }}={{ value }}:NoSchedule
kubectl cordon {{ nodes[1] }} {{ nodes[2] }}
kubectl scale deployment {{ batch }} --namespace {{ namespace }} --replicas {{ target }}
