# All packages are installed at once, the options come from a file, and nothing is drained.
ssh controlplane bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-get install -y --allow-change-held-packages kubeadm='{{ to_version }}-*' kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubeadm kubelet kubectl
cat > /root/upgrade.yaml <<'FILE'
apiVersion: kubeadm.k8s.io/v1beta4
kind: UpgradeConfiguration
apply:
  kubernetesVersion: v{{ to_version }}
  forceUpgrade: true
  ignorePreflightErrors: [SystemVerification]
FILE
kubeadm upgrade apply --config /root/upgrade.yaml
systemctl daemon-reload
systemctl restart kubelet
END
until kubectl get node controlplane | grep --quiet v{{ to_version }}; do sleep 1; done
until kubectl wait --for condition=Ready pod --namespace kube-system --selector tier=control-plane --timeout 60s; do sleep 1; done
