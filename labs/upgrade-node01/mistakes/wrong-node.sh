# Everything was done on the control plane, which was upgraded before, and which is cordoned now.
# loses: test_the_control_plane_is_as_it_was test_the_packages_are_upgraded test_the_packages_are_held test_the_kubelet_runs_the_new_version test_the_node_is_back test_the_application_runs_there
kubectl drain controlplane --ignore-daemonsets --delete-emptydir-data --timeout 120s
ssh controlplane bash -euo pipefail -s <<'END'
apt-get update
apt-get install -y --reinstall --allow-change-held-packages kubeadm='{{ to_version }}-*' kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubeadm kubelet kubectl
systemctl restart kubelet
END
until kubectl get --raw /readyz; do sleep 1; done
