# loses: test_nothing_else_was_changed test_the_disruption_budget_is_as_it_was
kubectl delete poddisruptionbudget {{ app }} --namespace {{ namespace }}
kubectl drain node01 --ignore-daemonsets
