# The Deployment was scaled to zero until the node was empty.
# loses: test_nothing_else_was_changed
kubectl get pod {{ pod }} --namespace {{ namespace }} -o yaml \
    | sed 's/^  nodeName: node01$/  nodeName: node02/' | kubectl replace --force -f -
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas 0
kubectl drain node01 --ignore-daemonsets
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 120s
