# The saved definition still names node01, which binds the pod to it even though the node is cordoned.
# loses: test_the_pod_runs_on_node02 test_it_is_the_same_pod test_only_daemonset_pods_are_left_on_node01 test_the_daemonsets_still_run_on_every_node
kubectl get pod {{ pod }} --namespace {{ namespace }} -o yaml > {{ pod }}.yaml
kubectl cordon node01
kubectl replace --force -f {{ pod }}.yaml
kubectl drain node01 --ignore-daemonsets || true
