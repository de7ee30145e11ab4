# node01 gets no new pods, but the running ones stay.
# loses: test_no_application_pod_is_left_on_node01 test_the_agent_still_runs_on_every_worker test_the_disruption_budget_is_as_it_was
kubectl cordon node01
