# Its pod may land on a node that is closed only afterwards: it stays there, like the others.
kubectl drain {{ nodes[2] }} --ignore-daemonsets
kubectl cordon {{ nodes[1] }}
kubectl taint node {{ nodes[0] }} {{ key }}={{ value }}:NoSchedule
kubectl scale deployment {{ batch }} --namespace {{ namespace }} --replicas {{ target }}
