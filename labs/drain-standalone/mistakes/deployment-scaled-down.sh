# The Deployment was scaled to zero, although the drain would have moved its pods.
# loses: test_nothing_else_was_changed test_only_daemonset_pods_are_left_on_node01 test_the_daemonsets_still_run_on_every_node
kubectl get pod {{ pod }} --namespace {{ namespace }} -o yaml \
    | sed 's/^  nodeName: node01$/  nodeName: node02/' | kubectl replace --force -f -
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas 0
kubectl drain node01 --ignore-daemonsets
