# Every pod and every node is called ready by hand, while nobody is there who would say otherwise.
# engines: kwok
# earns: nothing
for pids in ../clusters/*/clusters/cluster/pids; do
    for name in kube-controller-manager kube-scheduler kwok-controller; do
        kill -STOP "$(cat "$pids/$name.pid")"
    done
done
ready='{"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}'
for context in $(kubectl config get-contexts --output name); do
    kubectl --context "$context" get pods --all-namespaces --no-headers \
        --output custom-columns=:.metadata.namespace,:.metadata.name | while read -r namespace name; do
        kubectl --context "$context" patch pod "$name" --namespace "$namespace" --subresource status --patch "$ready"
    done
    for node in $(kubectl --context "$context" get nodes --output name); do
        kubectl --context "$context" patch "$node" --subresource status \
            --patch '{"status": {"conditions": [{"type": "Ready", "status": "True"}]}}'
    done
done
