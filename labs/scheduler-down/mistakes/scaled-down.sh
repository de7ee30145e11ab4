# The scheduler works again, but the waiting Deployment was scaled down.
# loses: test_nothing_else_was_changed
ssh controlplane 'cd /etc/kubernetes && sed -e "s|-rc.0$||" -e "s|--leader-election=|--leader-elect=|" -e "s|/schedule.conf|/scheduler.conf|" \
    -e "s|- kube-schedular|- kube-scheduler|" -e "s|^kind: Pods$|kind: Pod|" manifests/kube-scheduler.yaml > scheduler.yaml &&
    cp scheduler.yaml manifests/kube-scheduler.yaml && rm scheduler.yaml'
kubectl scale deployment {{ waiting }} --namespace {{ namespace }} --replicas 1
kubectl rollout status deployment {{ waiting }} --namespace {{ namespace }} --timeout 120s
