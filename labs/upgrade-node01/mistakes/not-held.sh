# The packages are no longer held: the next system update upgrades them.
# loses: test_the_packages_are_held
ssh node01 bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-mark unhold kubeadm kubelet kubectl
apt-get install -y kubeadm='{{ to_version }}-*' kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
kubeadm upgrade node --ignore-preflight-errors=SystemVerification
systemctl restart kubelet
END
until kubectl get node node01 | grep --quiet v{{ to_version }}; do sleep 1; done
kubectl wait --for condition=Ready node node01 --timeout 120s
