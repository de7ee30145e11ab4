# A node name in the template bypasses the scheduler and changes the Deployment.
# loses: test_the_scheduler_runs_as_a_static_pod test_it_is_as_kubeadm_sets_it_up test_it_is_the_only_scheduler test_the_waiting_pods_run test_nothing_else_was_changed
kubectl patch deployment {{ waiting }} --namespace {{ namespace }} --patch '
{"spec": {"template": {"spec": {"nodeName": "node01"}}}}'
kubectl rollout status deployment {{ waiting }} --namespace {{ namespace }} --timeout 60s
