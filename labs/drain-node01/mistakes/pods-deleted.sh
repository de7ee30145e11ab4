# The pods were deleted while the node was still schedulable: some of them came back.
# loses: test_node01_is_unschedulable test_no_application_pod_is_left_on_node01 test_the_agent_still_runs_on_every_worker test_the_disruption_budget_is_as_it_was
kubectl delete pods --namespace {{ namespace }} --selector app={{ app }} --wait
