# The pods left the old node before the new one had joined, in violation of the budget.
# loses: test_the_application_serves_throughout
kubectl drain node01 --ignore-daemonsets --delete-emptydir-data --disable-eviction --timeout 60s
ssh controlplane 'until [ "$(grep --count app=none /var/log/traffic.log)" -ge 2 ]; do sleep 0.5; done'
join=$(ssh controlplane kubeadm token create --print-join-command)
ssh node02 "$join --ignore-preflight-errors=SystemVerification"
kubectl wait --for create node/node02 --timeout 60s
kubectl wait --for condition=Ready node node02 --timeout 120s
kubectl label node node02 pool={{ pool }}
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 60s
kubectl delete node node01
ssh node01 kubeadm reset --force
