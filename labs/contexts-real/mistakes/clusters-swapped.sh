# Asked twice without switching the context, and written down under the wrong names.
# loses: test_the_nodes_of_each_cluster test_the_etcd_of_each_cluster
printf '%s\n' 'cluster1 1' 'cluster2 2' > answers/nodes.txt
printf '%s\n' 'cluster1 external {{ dir2 }}' 'cluster2 stacked {{ dir1 }}' > answers/etcd.txt
kubectl config use-context {{ goal }}
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 180s
ssh {{ goal }}-controlplane "echo {{ team }} > /etc/cluster-owner"
