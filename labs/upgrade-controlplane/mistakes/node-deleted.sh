# The node was deleted for the upgrade and registered again.
# loses: test_nothing_else_was_changed test_the_packages_are_upgraded test_the_packages_are_held test_the_control_plane_runs_the_new_version test_etcd_and_the_addons_belong_to_it test_the_cluster_knows_its_version test_the_kubelet_runs_the_new_version test_the_node_is_back
kubectl delete node controlplane
ssh controlplane systemctl restart kubelet
until kubectl wait --for condition=Ready node controlplane --timeout 60s; do sleep 1; done
