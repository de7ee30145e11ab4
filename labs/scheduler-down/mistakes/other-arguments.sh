# Another argument was changed, too: the scheduler listens on all addresses of the machine.
# loses: test_it_is_as_kubeadm_sets_it_up
ssh controlplane 'cd /etc/kubernetes && sed -e "s|-rc.0$||" -e "s|--leader-election=|--leader-elect=|" -e "s|/schedule.conf|/scheduler.conf|" \
    -e "s|- kube-schedular|- kube-scheduler|" -e "s|^kind: Pods$|kind: Pod|" -e "s|--bind-address=127.0.0.1|--bind-address=0.0.0.0|" \
    manifests/kube-scheduler.yaml > scheduler.yaml && cp scheduler.yaml manifests/kube-scheduler.yaml && rm scheduler.yaml'
kubectl rollout status deployment {{ waiting }} --namespace {{ namespace }} --timeout 120s
