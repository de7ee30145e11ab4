# The machine was reset, but the node was not deleted.
# loses: test_node01_is_no_node_any_more
join=$(ssh controlplane kubeadm token create --print-join-command)
ssh node02 "$join --ignore-preflight-errors=SystemVerification"
kubectl wait --for create node/node02 --timeout 60s
kubectl wait --for condition=Ready node node02 --timeout 120s
kubectl label node node02 pool={{ pool }}
kubectl drain node01 --ignore-daemonsets --delete-emptydir-data --timeout 120s
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 60s
ssh node01 kubeadm reset --force
