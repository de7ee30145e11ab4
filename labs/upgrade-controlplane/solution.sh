kubectl config use-context cluster1
kubectl get nodes

# kubeadm first, from the repository of the next minor version.
ssh controlplane bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-cache madison kubeadm
apt-mark unhold kubeadm
apt-get install -y kubeadm='{{ to_version }}-*'
apt-mark hold kubeadm
kubeadm version
kubeadm upgrade plan --ignore-preflight-errors=SystemVerification
kubeadm upgrade apply v{{ to_version }} --yes --ignore-preflight-errors=SystemVerification
END

# Then the kubelet, with only the control plane itself on the node.
kubectl drain controlplane --ignore-daemonsets --delete-emptydir-data --timeout 120s
ssh controlplane bash -euo pipefail -s <<'END'
apt-mark unhold kubelet kubectl
apt-get install -y kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubelet kubectl
systemctl daemon-reload
systemctl restart kubelet
END

# The new kubelet restarts the static pods: for some moments there is no answer.
until kubectl get node controlplane | grep --quiet v{{ to_version }}; do sleep 1; done
until kubectl wait --for condition=Ready pod --namespace kube-system --selector tier=control-plane --timeout 60s; do sleep 1; done
until kubectl uncordon controlplane | grep uncordoned; do sleep 1; done
