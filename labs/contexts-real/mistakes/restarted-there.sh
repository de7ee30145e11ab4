# A restart does not change what runs, but it interrupts it.
# loses: test_nothing_else_was_changed test_the_other_cluster_is_untouched
printf "%s\n" "cluster1 2" "cluster2 1" > answers/nodes.txt
printf "%s\n" "cluster1 stacked {{ dir1 }}" "cluster2 external {{ dir2 }}" > answers/etcd.txt
kubectl --context {{ goal }} scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
kubectl --context {{ goal }} rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 180s
ssh {{ goal }}-controlplane "echo {{ team }} > /etc/cluster-owner"
other={{ "cluster2" if goal == "cluster1" else "cluster1" }}
kubectl --context "$other" rollout restart deployment {{ app }} --namespace {{ namespace }}
kubectl --context "$other" rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 180s
