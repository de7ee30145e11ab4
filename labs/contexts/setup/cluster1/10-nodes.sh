# The cluster is created with the highest number of nodes that can be drawn; the surplus ones are removed.
for number in $(seq {{ nodes[0] }} 2); do
    node=node0$number
    kubectl delete node "$node" --ignore-not-found
    # Without a kubelet to end them, its pods would stay until the garbage collector removes them.
    until [ -z "$(kubectl get pods --all-namespaces --field-selector "spec.nodeName=$node" --output name)" ]; do
        kubectl delete pods --all-namespaces --field-selector "spec.nodeName=$node" --force --grace-period 0
        sleep 0.2
    done
done
