# Only the workers were upgraded; the control plane and its kubelet were left for later.
# loses: test_the_packages_are_upgraded_and_held test_the_control_plane_runs_the_new_version test_etcd_and_the_addons_belong_to_it test_the_cluster_knows_its_version test_the_kubelets_run_the_new_version test_the_nodes_are_back test_the_application_runs_again test_what_was_down
kubectl drain node01 node02 --ignore-daemonsets --delete-emptydir-data --timeout 120s
for node in node01 node02; do
    ssh $node bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-get install -y --allow-change-held-packages kubeadm='{{ to_version }}-*' kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubeadm kubelet kubectl
kubeadm upgrade node --ignore-preflight-errors=SystemVerification
systemctl restart kubelet
END
    until kubectl get node $node | grep --quiet v{{ to_version }}; do sleep 1; done
    kubectl wait --for condition=Ready node $node --timeout 120s
done
kubectl uncordon node01 node02
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 120s
echo workload > answers/down.txt
echo api > answers/one-by-one.txt
echo nothing > answers/three-control-planes.txt
