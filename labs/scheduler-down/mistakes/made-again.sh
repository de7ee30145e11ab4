# The Deployment was recreated, as if it were at fault.
# loses: test_the_scheduler_runs_as_a_static_pod test_it_is_as_kubeadm_sets_it_up test_it_is_the_only_scheduler test_the_waiting_pods_run test_nothing_else_was_changed
kubectl get deployment {{ waiting }} --namespace {{ namespace }} -o yaml |
    grep -vE '^  (uid|resourceVersion|creationTimestamp|generation):' > waiting.yaml
kubectl delete deployment {{ waiting }} --namespace {{ namespace }}
kubectl create -f waiting.yaml
