# The drain stopped at the pod: the node is cordoned, but all pods are still on it.
# loses: test_the_pod_runs_on_node02 test_it_is_the_same_pod test_only_daemonset_pods_are_left_on_node01 test_the_daemonsets_still_run_on_every_node
kubectl drain node01 --ignore-daemonsets || true
