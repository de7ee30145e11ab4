# A restart distributes the pods but interrupts those that should stay.
# loses: test_the_new_pods_run_on_node01 test_the_moved_pods_stay_on_node02
kubectl uncordon node01
kubectl rollout restart deployment/{{ app }} --namespace {{ namespace }}
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 60s
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ target }}
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 60s
kubectl get pods --namespace {{ namespace }} --field-selector spec.nodeName=node01 --no-headers \
    --output custom-columns=:metadata.name > answers/on-node01.txt
