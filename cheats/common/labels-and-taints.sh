# Pods out of sight of their owners, and taints that look like Kubernetes' own, on top of work that is done.
# engines: kwok
# after: solution
# earns: nothing
for context in $(kubectl config get-contexts --output name); do
    kubectl --context "$context" taint nodes --all node.kubernetes.io/nobody-looks=here:PreferNoSchedule
    kubectl --context "$context" get pods --all-namespaces --no-headers \
        --output custom-columns=:.metadata.namespace,:.metadata.name | while read -r namespace name; do
        kubectl --context "$context" patch pod "$name" --namespace "$namespace" --type json \
            --patch '[{"op": "remove", "path": "/metadata/labels"}]' || true  # some have none
    done
done
