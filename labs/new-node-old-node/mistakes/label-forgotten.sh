# The new node lacks the label, so that the pods do not run on it.
# loses: test_node02_is_in_the_pool test_the_application_runs_on_node02 test_node01_is_no_node_any_more test_the_old_machine_has_forgotten_the_cluster
join=$(ssh controlplane kubeadm token create --print-join-command)
ssh node02 "$join --ignore-preflight-errors=SystemVerification"
kubectl wait --for create node/node02 --timeout 60s
kubectl wait --for condition=Ready node node02 --timeout 120s
kubectl drain node01 --ignore-daemonsets --delete-emptydir-data --timeout 10s || true
