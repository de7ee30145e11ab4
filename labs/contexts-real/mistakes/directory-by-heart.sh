# Both kinds are right, but the directories are the ones of the documentation.
# loses: test_the_etcd_of_each_cluster
printf "%s\n" "cluster1 2" "cluster2 1" > answers/nodes.txt
printf '%s\n' 'cluster1 stacked /var/lib/etcd' 'cluster2 external /var/lib/etcd' > answers/etcd.txt
kubectl config use-context {{ goal }}
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 180s
ssh {{ goal }}-controlplane "echo {{ team }} > /etc/cluster-owner"
