# Without the DaemonSet the drain needs no option, but the nodes have no network.
# loses: test_nothing_else_was_changed test_the_daemonsets_still_run_on_every_node
kubectl get pod {{ pod }} --namespace {{ namespace }} -o yaml \
    | sed 's/^  nodeName: node01$/  nodeName: node02/' | kubectl replace --force -f -
kubectl delete daemonset kube-proxy --namespace kube-system
kubectl wait --for delete pod --namespace kube-system --selector k8s-app=kube-proxy --timeout 30s
kubectl drain node01
