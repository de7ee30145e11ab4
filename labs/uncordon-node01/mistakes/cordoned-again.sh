# The node was cordoned again after the pods had been scheduled to it.
# loses: test_node01_is_schedulable
kubectl uncordon node01
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ target }}
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 60s
kubectl cordon node01
kubectl get pods --namespace {{ namespace }} --field-selector spec.nodeName=node01 --no-headers \
    --output custom-columns=:metadata.name > answers/on-node01.txt
