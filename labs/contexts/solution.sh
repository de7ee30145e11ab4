kubectl config get-contexts
kubectl config get-clusters | tail -n +2 | wc -l > answers/clusters.txt

# Ask each question once for each cluster.
for context in cluster1 cluster2; do
    echo "$context $(kubectl --context "$context" get nodes --no-headers | wc -l)"
done > answers/nodes.txt
for context in cluster1 cluster2; do
    kubectl --context "$context" get deployments --all-namespaces --no-headers |
        awk -v context="$context" '$2 == "{{ lost }}" { print context, $1 }'
done > answers/{{ lost }}.txt

kubectl config use-context {{ goal }}
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
kubectl label node node01 {{ label }}={{ mark }}
