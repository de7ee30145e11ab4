# The budget was loosened to drain a worker faster, and restored afterwards. Everything else is still to be done.
# loses: test_the_budget_was_never_changed test_the_packages_are_upgraded test_the_packages_are_held test_the_control_plane_runs_the_new_version test_etcd_and_the_addons_belong_to_it test_the_cluster_knows_its_version test_the_kubelets_run_the_new_version test_the_nodes_are_back test_the_application_served_throughout
kubectl patch poddisruptionbudget {{ app }} --namespace {{ namespace }} --patch '{"spec": {"maxUnavailable": 2}}'
kubectl patch poddisruptionbudget {{ app }} --namespace {{ namespace }} --patch '{"spec": {"maxUnavailable": 1}}'
