# The node is empty, but so is the application.
# loses: test_nothing_else_was_changed test_no_application_pod_is_left_on_node01 test_the_agent_still_runs_on_every_worker test_the_disruption_budget_is_as_it_was
kubectl cordon node01
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas 0
kubectl wait --for delete pod --namespace {{ namespace }} --selector app={{ app }} --timeout 30s
