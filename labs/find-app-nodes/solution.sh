kubectl config use-context cluster1

# Where the pods run: the NODE column.
kubectl get pods --namespace {{ namespace }} --selector app={{ app }} --output wide
kubectl get pods --namespace {{ namespace }} --selector app={{ app }} \
    --output jsonpath='{range .items[*]}{.spec.nodeName}{"\n"}{end}' | sort -u > answers/nodes.txt

# All taints of the workers.
kubectl describe nodes | grep -E -A 3 '^(Name|Taints):'
for node in $(kubectl get nodes --selector '!node-role.kubernetes.io/control-plane' \
    --output jsonpath='{.items[*].metadata.name}'); do
    kubectl get node "$node" \
        --output jsonpath='{range .spec.taints[*]}{.key}={.value}:{.effect}{"\n"}{end}' | sed "s/^/$node /"
done > answers/taints.txt

# PreferNoSchedule is only a preference; the other two effects keep pods away, and NoExecute also evicts them.
closed=$(grep -E ':(NoSchedule|NoExecute)$' answers/taints.txt | cut -d ' ' -f 1)
kubectl get nodes --selector '!node-role.kubernetes.io/control-plane' --output name | cut -d / -f 2 |
    grep -vxF "$closed" > answers/open.txt
grep ':NoExecute$' answers/taints.txt | cut -d ' ' -f 1 > answers/evicting.txt
