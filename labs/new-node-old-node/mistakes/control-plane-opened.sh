# The taint of the control plane was removed to make room for the pods, and not restored.
# loses: test_nothing_else_was_changed
kubectl taint node controlplane node-role.kubernetes.io/control-plane:NoSchedule-
join=$(ssh controlplane kubeadm token create --print-join-command)
ssh node02 "$join --ignore-preflight-errors=SystemVerification"
kubectl wait --for create node/node02 --timeout 60s
kubectl wait --for condition=Ready node node02 --timeout 120s
kubectl label node node02 pool={{ pool }}
kubectl drain node01 --ignore-daemonsets --delete-emptydir-data --timeout 120s
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 60s
kubectl delete node node01
ssh node01 kubeadm reset --force
