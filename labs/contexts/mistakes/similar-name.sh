# Searched by a part of the name: two Deployments match.
# loses: test_where_the_lost_application_runs
echo 2 > answers/clusters.txt
printf '%s\n' 'cluster1 {{ nodes[0] }}' 'cluster2 {{ nodes[1] }}' > answers/nodes.txt
echo {{ home }} {{ spot }} > answers/{{ lost }}.txt
for context in cluster1 cluster2; do
    kubectl --context "$context" get deployments --all-namespaces --no-headers |
        grep {{ lost }} | awk -v context="$context" '{ print context, $1 }'
done > answers/{{ lost }}.txt
kubectl config use-context {{ goal }}
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
kubectl label node node01 {{ label }}={{ mark }}
