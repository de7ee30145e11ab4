# The worker was removed from the cluster instead of repaired.
# loses: test_nothing_else_was_changed test_the_packages_are_upgraded test_the_packages_are_held test_the_kubelet_of_the_control_plane test_the_kubelet_of_the_worker test_the_nodes_are_back test_the_application_runs_there
kubectl drain node01 --ignore-daemonsets --delete-emptydir-data --timeout 120s
kubectl delete node node01
