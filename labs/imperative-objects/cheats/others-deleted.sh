# What nobody looks at: every node has lost its kube-proxy.
# after: solution
# earns: nothing
kubectl delete daemonset kube-proxy --namespace kube-system --cascade=foreground
