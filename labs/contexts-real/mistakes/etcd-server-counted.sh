# The machine of the external etcd was taken for a node.
# loses: test_the_nodes_of_each_cluster
printf '%s\n' 'cluster1 2' 'cluster2 2' > answers/nodes.txt
printf "%s\n" "cluster1 stacked {{ dir1 }}" "cluster2 external {{ dir2 }}" > answers/etcd.txt
kubectl config use-context {{ goal }}
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 180s
ssh {{ goal }}-controlplane "echo {{ team }} > /etc/cluster-owner"
