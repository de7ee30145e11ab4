# The Deployment is restarted first, so that another pod stays Pending; then the scheduler is repaired.
kubectl rollout restart deployment {{ waiting }} --namespace {{ namespace }}
ssh controlplane 'cd /etc/kubernetes && sed -e "s|-rc.0$||" -e "s|--leader-election=|--leader-elect=|" -e "s|/schedule.conf|/scheduler.conf|" \
    -e "s|- kube-schedular|- kube-scheduler|" -e "s|^kind: Pods$|kind: Pod|" manifests/kube-scheduler.yaml > scheduler.yaml &&
    cp scheduler.yaml manifests/kube-scheduler.yaml && rm scheduler.yaml'
kubectl rollout status deployment {{ waiting }} --namespace {{ namespace }} --timeout 120s
