# node02 was cordoned to send the new pods to node01, although it is full anyway.
# loses: test_nothing_else_was_changed
kubectl cordon node02
kubectl uncordon node01
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ target }}
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 60s
kubectl get pods --namespace {{ namespace }} --field-selector spec.nodeName=node01 --no-headers \
    --output custom-columns=:metadata.name > answers/on-node01.txt
