# A rolling restart moves the pods, too, and changes the Deployment; it was undone in the end.
# loses: test_nothing_else_was_changed
kubectl cordon node01
kubectl rollout restart deployment {{ app }} --namespace {{ namespace }}
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 120s
kubectl rollout undo deployment {{ app }} --namespace {{ namespace }}
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 120s
