kubectl config use-context cluster1
kubectl get nodes
kubectl drain node01 --ignore-daemonsets --delete-emptydir-data --timeout 120s

ssh node01 bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-mark unhold kubeadm
apt-get install -y kubeadm='{{ to_version }}-*'
apt-mark hold kubeadm
kubeadm upgrade node --ignore-preflight-errors=SystemVerification

apt-mark unhold kubelet kubectl
apt-get install -y kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubelet kubectl
systemctl daemon-reload
systemctl restart kubelet
END

until kubectl get node node01 | grep --quiet v{{ to_version }}; do sleep 1; done
kubectl uncordon node01
kubectl wait --for condition=Ready node node01 --timeout 120s
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 120s
