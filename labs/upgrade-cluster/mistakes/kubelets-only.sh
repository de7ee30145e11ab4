# `kubectl get nodes` shows the new version everywhere, but the control plane still runs the old one.
# loses: test_the_control_plane_runs_the_new_version test_etcd_and_the_addons_belong_to_it test_the_cluster_knows_its_version
for node in controlplane node01 node02; do
    ssh $node bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-get install -y --allow-change-held-packages kubeadm='{{ to_version }}-*' kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubeadm kubelet kubectl
# The new kubelet does not know an option of the old one.
sed -i 's| *--pod-infra-container-image=[^ "]*||' /var/lib/kubelet/kubeadm-flags.env
systemctl restart kubelet
END
    until kubectl get node $node | grep --quiet v{{ to_version }}; do sleep 1; done
    until kubectl wait --for condition=Ready pod --namespace kube-system --selector tier=control-plane --timeout 60s; do sleep 1; done
done
