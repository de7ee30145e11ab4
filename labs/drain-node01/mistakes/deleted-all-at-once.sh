# A deletion asks no budget: for a moment, no replica served.
# loses: test_the_disruption_budget_is_as_it_was
kubectl cordon node01
kubectl delete pods --namespace {{ namespace }} --selector app={{ app }} --wait
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 60s
