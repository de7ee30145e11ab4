# The evicted pod may be scheduled to a node that is cordoned later: it stays there.
kubectl drain {{ nodes[2] }} --ignore-daemonsets
kubectl cordon {{ nodes[1] }}
kubectl taint node {{ nodes[0] }} {{ key }}={{ value }}:NoSchedule
kubectl scale deployment {{ batch }} --namespace {{ namespace }} --replicas {{ target }}
