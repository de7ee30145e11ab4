# Both workers were cordoned for a while: no replica served until one of them was uncordoned.
# loses: test_the_disruption_budget_is_as_it_was
kubectl cordon node01 node02
kubectl delete pods --namespace {{ namespace }} --selector app={{ app }} --wait
sleep 5
kubectl uncordon node02
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 60s
