# The workers were forgotten.
# loses: test_the_packages_are_upgraded test_the_packages_are_held test_the_kubelets_run_the_new_version test_the_nodes_are_back test_the_application_served_throughout
ssh controlplane bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-get install -y --allow-change-held-packages kubeadm='{{ to_version }}-*' kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubeadm kubelet kubectl
kubeadm upgrade apply v{{ to_version }} --yes --ignore-preflight-errors=SystemVerification
systemctl restart kubelet
END
until kubectl get node controlplane | grep --quiet v{{ to_version }}; do sleep 1; done
until kubectl wait --for condition=Ready pod --namespace kube-system --selector tier=control-plane --timeout 60s; do sleep 1; done
