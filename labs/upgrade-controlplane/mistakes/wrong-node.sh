# The commands were run on the worker instead of the control plane.
# loses: test_the_worker_is_as_it_was test_the_packages_are_upgraded test_the_packages_are_held test_the_control_plane_runs_the_new_version test_etcd_and_the_addons_belong_to_it test_the_cluster_knows_its_version test_the_kubelet_runs_the_new_version test_the_node_is_back
ssh node01 bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-get install -y --allow-change-held-packages kubeadm='{{ to_version }}-*'
kubeadm upgrade node --ignore-preflight-errors=SystemVerification
apt-get install -y --allow-change-held-packages kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubeadm kubelet kubectl
systemctl daemon-reload
systemctl restart kubelet
END
until kubectl get node node01 | grep --quiet v{{ to_version }}; do sleep 1; done
