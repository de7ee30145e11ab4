# The drain was forced: nothing recreates the pod.
# loses: test_the_pod_is_not_lost test_the_pod_runs_on_node02 test_it_is_the_same_pod
kubectl drain node01 --ignore-daemonsets --force
