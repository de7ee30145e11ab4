# The cluster was made with as many nodes as may be drawn: the one that is too many leaves it again.
for number in $(seq {{ nodes[1] }} 2); do
    node=node0$number
    kubectl delete node "$node" --ignore-not-found
    # With no kubelet left to end them, its pods would stay until the garbage collector comes.
    until [ -z "$(kubectl get pods --all-namespaces --field-selector "spec.nodeName=$node" --output name)" ]; do
        kubectl delete pods --all-namespaces --field-selector "spec.nodeName=$node" --force --grace-period 0
        sleep 0.2
    done
done
