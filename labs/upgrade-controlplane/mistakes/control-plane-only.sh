# The kubelet was forgotten: `kubectl get nodes` still shows the old version.
# loses: test_the_packages_are_upgraded test_the_packages_are_held test_the_kubelet_runs_the_new_version test_the_node_is_back
ssh controlplane bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-get install -y --allow-change-held-packages kubeadm='{{ to_version }}-*'
apt-mark hold kubeadm
kubeadm upgrade apply v{{ to_version }} --yes --ignore-preflight-errors=SystemVerification
END
until kubectl get --raw /readyz; do sleep 1; done
