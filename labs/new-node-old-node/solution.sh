kubectl config use-context cluster1

# First the new node: create a token, and print the command that uses it.
join=$(ssh controlplane kubeadm token create --print-join-command)
ssh node02 "$join --ignore-preflight-errors=SystemVerification"
kubectl wait --for create node/node02 --timeout 60s
kubectl wait --for condition=Ready node node02 --timeout 120s
kubectl label node node02 pool={{ pool }}

# Then move the pods of the old node, as fast as the budget allows.
kubectl drain node01 --ignore-daemonsets --delete-emptydir-data --timeout 120s
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 60s

# Remove the old node from the cluster, and the cluster from its machine.
kubectl delete node node01
ssh node01 kubeadm reset --force
