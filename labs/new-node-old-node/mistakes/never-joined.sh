# The budget blocks the drain, since there is no other node.
# loses: test_node02_has_joined test_node02_is_in_the_pool test_the_application_runs_on_node02 test_node01_is_no_node_any_more test_the_old_machine_has_forgotten_the_cluster
kubectl drain node01 --ignore-daemonsets --delete-emptydir-data --timeout 10s || true
