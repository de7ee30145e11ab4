# With two terminals open, the line went into the wrong one.
# loses: test_the_other_cluster_is_untouched test_the_owner_is_on_the_machine
printf "%s\n" "cluster1 2" "cluster2 1" > answers/nodes.txt
printf "%s\n" "cluster1 stacked {{ dir1 }}" "cluster2 external {{ dir2 }}" > answers/etcd.txt
kubectl config use-context {{ goal }}
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 180s
ssh {{ "cluster2" if goal == "cluster1" else "cluster1" }}-controlplane 'echo {{ team }} > /etc/cluster-owner'
