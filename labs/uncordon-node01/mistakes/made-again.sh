# The Deployment was recreated, which interrupts all its pods.
# loses: test_nothing_else_was_changed test_the_new_pods_run_on_node01 test_the_moved_pods_stay_on_node02
kubectl uncordon node01
kubectl get deployment {{ app }} --namespace {{ namespace }} --output yaml \
    | sed 's/^  replicas: 4$/  replicas: {{ target }}/' | kubectl replace --force --filename -
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 60s
kubectl get pods --namespace {{ namespace }} --field-selector spec.nodeName=node01 --no-headers \
    --output custom-columns=:metadata.name > answers/on-node01.txt
