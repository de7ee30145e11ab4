# The new kubelet is installed, but the old one still runs.
# loses: test_the_kubelet_runs_the_new_version test_the_node_is_back test_the_application_runs_there
ssh node01 bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-get install -y --allow-change-held-packages kubeadm='{{ to_version }}-*' kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubeadm kubelet kubectl
kubeadm upgrade node --ignore-preflight-errors=SystemVerification
END
