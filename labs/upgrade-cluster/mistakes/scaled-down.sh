# The application was scaled down for the upgrade, which was then postponed.
# loses: test_nothing_else_was_changed test_the_packages_are_upgraded test_the_packages_are_held test_the_control_plane_runs_the_new_version test_etcd_and_the_addons_belong_to_it test_the_cluster_knows_its_version test_the_kubelets_run_the_new_version test_the_nodes_are_back test_the_application_served_throughout
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas 1
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 120s
