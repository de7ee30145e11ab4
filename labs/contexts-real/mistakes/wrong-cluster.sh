# Nobody checked the context: everything was done on the wrong cluster.
# loses: test_nothing_else_was_changed test_the_other_cluster_is_untouched test_the_application_has_its_replicas test_the_owner_is_on_the_machine
printf "%s\n" "cluster1 2" "cluster2 1" > answers/nodes.txt
printf "%s\n" "cluster1 stacked {{ dir1 }}" "cluster2 external {{ dir2 }}" > answers/etcd.txt
wrong={{ "cluster2" if goal == "cluster1" else "cluster1" }}
kubectl --context "$wrong" scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
ssh "$wrong-controlplane" 'echo {{ team }} > /etc/cluster-owner'
