# The heading of each table was counted, too.
# loses: test_the_number_of_clusters test_the_nodes_of_each_cluster
echo 2 > answers/clusters.txt
printf '%s\n' 'cluster1 {{ nodes[0] }}' 'cluster2 {{ nodes[1] }}' > answers/nodes.txt
echo {{ home }} {{ spot }} > answers/{{ lost }}.txt
kubectl config get-clusters | wc -l > answers/clusters.txt
for context in cluster1 cluster2; do
    echo "$context $(kubectl --context "$context" get nodes | wc -l)"
done > answers/nodes.txt
kubectl config use-context {{ goal }}
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
kubectl label node node01 {{ label }}={{ mark }}
