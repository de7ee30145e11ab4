# Asked twice, but both times the same cluster: "cluster2" was taken for a namespace.
# loses: test_the_nodes_of_each_cluster
echo 2 > answers/clusters.txt
printf '%s\n' 'cluster1 {{ nodes[0] }}' 'cluster2 {{ nodes[1] }}' > answers/nodes.txt
echo {{ home }} {{ spot }} > answers/{{ lost }}.txt
for name in cluster1 cluster2; do
    echo "$name $(kubectl get nodes --namespace "$name" --no-headers | wc -l)"
done > answers/nodes.txt
kubectl config use-context {{ goal }}
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
kubectl label node node01 {{ label }}={{ mark }}
