kubectl config use-context cluster1

# The new node first: a token of its own, and the command that goes with it.
join=$(ssh controlplane kubeadm token create --print-join-command)
ssh node02 "$join --ignore-preflight-errors=SystemVerification"
kubectl wait --for create node/node02 --timeout 60s
kubectl wait --for condition=Ready node node02 --timeout 120s
kubectl label node node02 pool={{ pool }}

# Then the old one's pods move, no more at a time than the budget allows.
kubectl drain node01 --ignore-daemonsets --delete-emptydir-data --timeout 120s
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 60s

# Out of the cluster, on both sides.
kubectl delete node node01
ssh node01 kubeadm reset --force
