# The change was made on both clusters, to be on the safe side.
# loses: test_nothing_else_was_changed
printf "%s\n" "cluster1 2" "cluster2 1" > answers/nodes.txt
printf "%s\n" "cluster1 stacked {{ dir1 }}" "cluster2 external {{ dir2 }}" > answers/etcd.txt
kubectl config use-context {{ goal }}
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 180s
ssh {{ goal }}-controlplane "echo {{ team }} > /etc/cluster-owner"
kubectl --context {{ "cluster2" if goal == "cluster1" else "cluster1" }} \
    scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
