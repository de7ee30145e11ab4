# node02 has no pod without a controller: there the drain succeeds at once.
# loses: test_nothing_else_was_changed test_the_pod_runs_on_node02 test_it_is_the_same_pod test_node01_is_unschedulable test_only_daemonset_pods_are_left_on_node01 test_the_daemonsets_still_run_on_every_node
kubectl drain node02 --ignore-daemonsets
