# The changes were made on both clusters, to be on the safe side.
# loses: test_nothing_else_was_changed
echo 2 > answers/clusters.txt
printf '%s\n' 'cluster1 {{ nodes[0] }}' 'cluster2 {{ nodes[1] }}' > answers/nodes.txt
echo {{ home }} {{ spot }} > answers/{{ lost }}.txt
for context in cluster1 cluster2; do
    kubectl --context "$context" scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
    kubectl --context "$context" label node node01 {{ label }}={{ mark }}
done
