# A second manifest beside the broken one works, but under another name.
# loses: test_nothing_else_was_changed test_the_scheduler_runs_as_a_static_pod test_it_is_as_kubeadm_sets_it_up test_it_is_the_only_scheduler test_the_waiting_pods_run
ssh controlplane 'cd /etc/kubernetes/manifests && sed -e "s|-rc.0$||" -e "s|--leader-election=|--leader-elect=|" -e "s|/schedule.conf|/scheduler.conf|" \
    -e "s|- kube-schedular|- kube-scheduler|" -e "s|^kind: Pods$|kind: Pod|" -e "s|^  name: kube-scheduler|  name: my-scheduler|" \
    -e "/- --leader-elect=true/a\    - --secure-port=10359" -e "s|containerPort: 10259|containerPort: 10359|" \
    kube-scheduler.yaml > ../my-scheduler.yaml && mv ../my-scheduler.yaml .'
kubectl rollout status deployment {{ waiting }} --namespace {{ namespace }} --timeout 90s
