# The application was scaled to zero, and the probe was stopped.
# loses: test_nothing_else_was_changed test_the_packages_are_upgraded_and_held test_the_control_plane_runs_the_new_version test_etcd_and_the_addons_belong_to_it test_the_cluster_knows_its_version test_the_kubelets_run_the_new_version test_the_nodes_are_back test_the_application_runs_again test_what_was_down test_what_one_by_one_would_cost test_what_three_control_planes_are_good_for
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas 0
ssh controlplane systemctl disable --now traffic-probe@{{ port }}
