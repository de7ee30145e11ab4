# The Deployment got a toleration for the control plane.
# loses: test_node01_is_ready test_its_kubelet_is_the_service test_it_is_ready_after_every_start test_the_application_serves test_nothing_else_was_changed
kubectl patch deployment {{ app }} --namespace {{ namespace }} --patch '
{"spec": {"template": {"spec": {"tolerations": [{"key": "node-role.kubernetes.io/control-plane", "operator": "Exists"}]}}}}'
kubectl delete pods --namespace {{ namespace }} --all --force --grace-period 0
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 90s
