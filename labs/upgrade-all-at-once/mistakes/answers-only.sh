# The answers are for a strategy that was not tried: according to the record, nothing was down.
# loses: test_the_packages_are_upgraded_and_held test_the_control_plane_runs_the_new_version test_etcd_and_the_addons_belong_to_it test_the_cluster_knows_its_version test_the_kubelets_run_the_new_version test_the_nodes_are_back test_the_application_runs_again test_what_was_down
echo nothing > answers/down.txt
echo api > answers/one-by-one.txt
echo nothing > answers/three-control-planes.txt
