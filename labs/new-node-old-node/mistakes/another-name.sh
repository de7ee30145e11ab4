# The node joined with another name.
# loses: test_nothing_else_was_changed test_node02_has_joined test_node02_is_in_the_pool test_the_application_runs_on_node02
join=$(ssh controlplane kubeadm token create --print-join-command)
ssh node02 "$join --ignore-preflight-errors=SystemVerification --node-name node01-new"
kubectl wait --for create node/node01-new --timeout 60s
kubectl wait --for condition=Ready node node01-new --timeout 120s
kubectl label node node01-new pool={{ pool }}
kubectl drain node01 --ignore-daemonsets --delete-emptydir-data --timeout 120s
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 60s
kubectl delete node node01
ssh node01 kubeadm reset --force
