# Everything runs the new version, but nobody noticed that the worker is still cordoned.
# loses: test_the_nodes_are_back
ssh controlplane bash -euo pipefail -s <<'END'
apt-get install -y --allow-change-held-packages kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubelet kubectl
systemctl restart kubelet
END
until kubectl get node controlplane | grep --quiet v{{ to_version }}; do sleep 1; done
until kubectl wait --for condition=Ready pod --namespace kube-system --selector tier=control-plane --timeout 60s; do sleep 1; done
ssh node01 bash -euo pipefail -s <<'END'
# The new kubelet restarts the control plane: the API server may be down for a moment.
until timeout 120 kubeadm upgrade node --ignore-preflight-errors=SystemVerification; do sleep 5; done
apt-get install -y --allow-change-held-packages kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubeadm kubelet kubectl
systemctl restart kubelet
END
until kubectl get node node01 | grep --quiet v{{ to_version }}; do sleep 1; done
