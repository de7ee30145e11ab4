# Only a copy of the manifest was repaired, where the kubelet does not look.
# loses: test_the_scheduler_runs_as_a_static_pod test_it_is_as_kubeadm_sets_it_up test_it_is_the_only_scheduler test_the_waiting_pods_run
ssh controlplane 'cd /etc/kubernetes && sed -e "s|-rc.0$||" -e "s|--leader-election=|--leader-elect=|" -e "s|/schedule.conf|/scheduler.conf|" \
    -e "s|- kube-schedular|- kube-scheduler|" -e "s|^kind: Pods$|kind: Pod|" manifests/kube-scheduler.yaml > /root/kube-scheduler.yaml'
