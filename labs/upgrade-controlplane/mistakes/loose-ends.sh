# Everything is upgraded, but the node is still cordoned and packages are not held.
# loses: test_the_packages_are_held test_the_node_is_back
ssh controlplane bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-mark unhold kubeadm kubelet kubectl
apt-get install -y kubeadm='{{ to_version }}-*'
kubeadm upgrade apply v{{ to_version }} --yes --ignore-preflight-errors=SystemVerification
END
until kubectl drain controlplane --ignore-daemonsets --delete-emptydir-data --timeout 120s; do sleep 1; done
ssh controlplane bash -euo pipefail -s <<'END'
apt-get install -y kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubectl
systemctl daemon-reload
systemctl restart kubelet
END
until kubectl get node controlplane | grep --quiet v{{ to_version }}; do sleep 1; done
until kubectl wait --for condition=Ready pod --namespace kube-system --selector tier=control-plane --timeout 60s; do sleep 1; done
