# The pods were pinned to the other worker: when that one is drained, they have no place to go.
# loses: test_nothing_else_was_changed
kubectl cordon node01
kubectl patch deployment {{ app }} --namespace {{ namespace }} --patch '
{"spec": {"template": {"spec": {"nodeSelector": {"kubernetes.io/hostname": "node02"}}}}}'
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 90s
kubectl wait --for delete pod --namespace {{ namespace }} --selector app={{ app }} \
    --field-selector spec.nodeName=node01 --timeout 60s
