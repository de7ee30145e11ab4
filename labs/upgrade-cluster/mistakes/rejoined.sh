# A worker was removed from the cluster and joined again with its old name.
# loses: test_nothing_else_was_changed test_the_packages_are_upgraded test_the_packages_are_held test_the_control_plane_runs_the_new_version test_etcd_and_the_addons_belong_to_it test_the_cluster_knows_its_version test_the_kubelets_run_the_new_version test_the_nodes_are_back test_the_application_served_throughout
kubectl drain node02 --ignore-daemonsets --delete-emptydir-data --timeout 180s
kubectl delete node node02
join=$(ssh controlplane kubeadm token create --print-join-command)
ssh node02 "kubeadm reset --force && $join --node-name node02 --ignore-preflight-errors=all"
kubectl wait --for create node/node02 --timeout 60s
kubectl wait --for condition=Ready node node02 --timeout 120s
