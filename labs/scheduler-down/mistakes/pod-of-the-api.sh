# The same pod, created through the API instead of as a static pod.
# loses: test_nothing_else_was_changed test_the_scheduler_runs_as_a_static_pod test_it_is_as_kubeadm_sets_it_up test_it_is_the_only_scheduler test_the_waiting_pods_run
ssh controlplane 'cd /etc/kubernetes && sed -e "s|-rc.0$||" -e "s|--leader-election=|--leader-elect=|" -e "s|/schedule.conf|/scheduler.conf|" \
    -e "s|- kube-schedular|- kube-scheduler|" -e "s|^kind: Pods$|kind: Pod|" manifests/kube-scheduler.yaml && rm manifests/kube-scheduler.yaml' |
    sed -e 's|^spec:|spec:\n  nodeName: controlplane|' > scheduler.yaml
until [[ -z $(kubectl get pod kube-scheduler-controlplane --namespace kube-system --ignore-not-found -o name) ]]; do sleep 1; done
kubectl create -f scheduler.yaml
kubectl rollout status deployment {{ waiting }} --namespace {{ namespace }} --timeout 90s
