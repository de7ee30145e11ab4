# A colleague has already installed another version of kubeadm.
ssh controlplane bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-get install -y --allow-change-held-packages kubeadm='{{ to_version }}-*'
apt-mark hold kubeadm
END
