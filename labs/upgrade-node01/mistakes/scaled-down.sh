# The Deployment was scaled down for the upgrade and not scaled up again.
# loses: test_nothing_else_was_changed test_the_application_runs_there
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas 1
ssh node01 bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-get install -y --allow-change-held-packages kubeadm='{{ to_version }}-*' kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubeadm kubelet kubectl
kubeadm upgrade node --ignore-preflight-errors=SystemVerification
systemctl restart kubelet
END
until kubectl get node node01 | grep --quiet v{{ to_version }}; do sleep 1; done
kubectl wait --for condition=Ready node node01 --timeout 120s
