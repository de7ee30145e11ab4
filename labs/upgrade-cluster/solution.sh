kubectl config use-context cluster1

# The control plane: kubeadm, what it upgrades, then the kubelet.
ssh controlplane bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-mark unhold kubeadm
apt-get install -y kubeadm='{{ to_version }}-*'
apt-mark hold kubeadm
kubeadm upgrade plan --ignore-preflight-errors=SystemVerification
kubeadm upgrade apply v{{ to_version }} --yes --ignore-preflight-errors=SystemVerification
END
kubectl drain controlplane --ignore-daemonsets --delete-emptydir-data --timeout 120s
ssh controlplane bash -euo pipefail -s <<'END'
apt-mark unhold kubelet kubectl
apt-get install -y kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubelet kubectl
systemctl daemon-reload
systemctl restart kubelet
END
until kubectl get node controlplane | grep --quiet v{{ to_version }}; do sleep 1; done
until kubectl wait --for condition=Ready pod --namespace kube-system --selector tier=control-plane --timeout 60s; do sleep 1; done
until kubectl uncordon controlplane | grep uncordoned; do sleep 1; done

# Then the workers, one after the other: each takes the pods of the other one.
for node in node01 node02; do
    until kubectl drain $node --ignore-daemonsets --delete-emptydir-data --timeout 180s; do sleep 1; done
    ssh $node bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-mark unhold kubeadm kubelet kubectl
apt-get install -y kubeadm='{{ to_version }}-*'
kubeadm upgrade node --ignore-preflight-errors=SystemVerification
apt-get install -y kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubeadm kubelet kubectl
systemctl daemon-reload
systemctl restart kubelet
END
    until kubectl get node $node | grep --quiet v{{ to_version }}; do sleep 1; done
    kubectl uncordon $node
    kubectl wait --for condition=Ready node $node --timeout 120s
    kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 120s
done
