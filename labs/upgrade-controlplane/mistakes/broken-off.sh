# The application was scaled to zero and the probe stopped for the upgrade, which was then abandoned.
# loses: test_nothing_else_was_changed test_the_application_is_as_it_was test_the_application_serves_throughout test_the_packages_are_upgraded test_the_packages_are_held test_the_control_plane_runs_the_new_version test_etcd_and_the_addons_belong_to_it test_the_cluster_knows_its_version test_the_kubelet_runs_the_new_version test_the_node_is_back
ssh controlplane systemctl disable --now traffic-probe@{{ port }}
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas 0
ssh controlplane bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-get install -y --allow-change-held-packages kubeadm='{{ to_version }}-*'
apt-mark hold kubeadm
END
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 60s
