# The old node's credentials were moved to where a reset does not look.
# loses: test_the_old_machine_has_forgotten_the_cluster
join=$(ssh controlplane kubeadm token create --print-join-command)
ssh node02 "$join --ignore-preflight-errors=SystemVerification"
kubectl wait --for create node/node02 --timeout 60s
kubectl wait --for condition=Ready node node02 --timeout 120s
kubectl label node node02 pool={{ pool }}
kubectl drain node01 --ignore-daemonsets --delete-emptydir-data --timeout 120s
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 60s
ssh node01 'cp --archive --dereference /var/lib/kubelet/pki /etc/kubernetes/kubelet.conf /root/'
kubectl delete node node01
ssh node01 kubeadm reset --force
