# The node is deleted, but its kubelet still runs, with a certificate that is valid for a year.
# loses: test_the_old_machine_has_forgotten_the_cluster
join=$(ssh controlplane kubeadm token create --print-join-command)
ssh node02 "$join --ignore-preflight-errors=SystemVerification"
kubectl wait --for create node/node02 --timeout 60s
kubectl wait --for condition=Ready node node02 --timeout 120s
kubectl label node node02 pool={{ pool }}
kubectl drain node01 --ignore-daemonsets --delete-emptydir-data --timeout 120s
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 60s
kubectl delete node node01
