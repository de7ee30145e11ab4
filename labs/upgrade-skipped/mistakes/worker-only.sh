# Only the worker was upgraded, since the control plane was said to be done.
# loses: test_the_packages_are_upgraded test_the_packages_are_held test_the_kubelet_of_the_control_plane test_the_nodes_are_back
ssh node01 bash -euo pipefail -s <<'END'
kubeadm upgrade node --ignore-preflight-errors=SystemVerification
apt-get install -y --allow-change-held-packages kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubeadm kubelet kubectl
systemctl restart kubelet
END
until kubectl get node node01 | grep --quiet v{{ to_version }}; do sleep 1; done
kubectl uncordon node01
