kubectl config use-context cluster1

# What is there: running versions, packages and their holds, cordoned nodes.
kubectl get nodes
for node in controlplane node01; do
    ssh $node "dpkg --list 'kube*' | grep kube"
done

# On both nodes, the new kubeadm has to write the settings of the new kubelet; then the rest follows.
for node in node01 controlplane; do
    ssh $node bash -euo pipefail -s <<'END'
apt-get update
apt-mark unhold kubeadm kubelet kubectl
apt-get install -y kubeadm='{{ to_version }}-*'
kubeadm upgrade node --ignore-preflight-errors=SystemVerification
apt-get install -y kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubeadm kubelet kubectl
systemctl daemon-reload
systemctl restart kubelet
END
done
until kubectl get nodes | grep --count v{{ to_version }} | grep --quiet 2; do sleep 1; done
until kubectl wait --for condition=Ready pod --namespace kube-system --selector tier=control-plane --timeout 60s; do sleep 1; done
until kubectl uncordon node01 | grep uncordoned; do sleep 1; done
kubectl wait --for condition=Ready node --all --timeout 120s
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 120s
