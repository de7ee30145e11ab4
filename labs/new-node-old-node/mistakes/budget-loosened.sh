# Without a new node the budget stops the drain, so it was loosened; when that did not help, it was restored.
# loses: test_the_budget_was_never_changed test_node02_has_joined test_node02_is_in_the_pool test_the_application_runs_on_node02 test_node01_is_no_node_any_more test_the_old_machine_has_forgotten_the_cluster
kubectl patch poddisruptionbudget {{ app }} --namespace {{ namespace }} --patch '{"spec": {"maxUnavailable": 2}}'
kubectl patch poddisruptionbudget {{ app }} --namespace {{ namespace }} --patch '{"spec": {"maxUnavailable": 1}}'
