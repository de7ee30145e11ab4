# Both workers were drained at once, bypassing the budget: the application was down.
# loses: test_the_application_served_throughout
ssh controlplane bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-get install -y --allow-change-held-packages kubeadm='{{ to_version }}-*' kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubeadm kubelet kubectl
kubeadm upgrade apply v{{ to_version }} --yes --ignore-preflight-errors=SystemVerification
systemctl restart kubelet
END
until kubectl get node controlplane | grep --quiet v{{ to_version }}; do sleep 1; done
until kubectl wait --for condition=Ready pod --namespace kube-system --selector tier=control-plane --timeout 60s; do sleep 1; done
until kubectl drain node01 node02 --ignore-daemonsets --delete-emptydir-data --disable-eviction --timeout 180s; do sleep 1; done
ssh controlplane 'until [ "$(grep --count app=none /var/log/traffic.log)" -ge 3 ]; do sleep 1; done'
for node in node01 node02; do
    ssh $node bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-get install -y --allow-change-held-packages kubeadm='{{ to_version }}-*' kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubeadm kubelet kubectl
kubeadm upgrade node --ignore-preflight-errors=SystemVerification
systemctl restart kubelet
END
    until kubectl get node $node | grep --quiet v{{ to_version }}; do sleep 1; done
    kubectl wait --for condition=Ready node $node --timeout 120s
done
kubectl uncordon node01 node02
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 120s
