# A control plane is a node as well.
# loses: test_the_nodes_of_each_cluster
echo 2 > answers/clusters.txt
printf '%s\n' 'cluster1 {{ nodes[0] }}' 'cluster2 {{ nodes[1] }}' > answers/nodes.txt
echo {{ home }} {{ spot }} > answers/{{ lost }}.txt
for context in cluster1 cluster2; do
    echo "$context $(kubectl --context "$context" get nodes --no-headers --selector '!node-role.kubernetes.io/control-plane' | wc -l)"
done > answers/nodes.txt
kubectl config use-context {{ goal }}
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
kubectl label node node01 {{ label }}={{ mark }}
