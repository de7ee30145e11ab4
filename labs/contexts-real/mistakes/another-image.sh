# The pods also got a "newer" image, which does not exist.
# loses: test_nothing_else_was_changed test_the_application_has_its_replicas
printf "%s\n" "cluster1 2" "cluster2 1" > answers/nodes.txt
printf "%s\n" "cluster1 stacked {{ dir1 }}" "cluster2 external {{ dir2 }}" > answers/etcd.txt
kubectl --context {{ goal }} scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
kubectl --context {{ goal }} set image deployment/{{ app }} --namespace {{ namespace }} web=clusterdojo/web:9.9
ssh {{ goal }}-controlplane "echo {{ team }} > /etc/cluster-owner"
