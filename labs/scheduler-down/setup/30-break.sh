# One wrong word in the scheduler's manifest. The pods of the other Deployment are already scheduled.
kubectl rollout status deployment {{ running }} --namespace {{ namespace }} --timeout 50s
case {{ fault }} in
image) wrong='s|\(image: .*kube-scheduler:v[0-9.]*\)$|\1-rc.0|' ;;
flag) wrong='s|--leader-elect=|--leader-election=|' ;;
kubeconfig) wrong='s|--kubeconfig=/etc/kubernetes/scheduler.conf|--kubeconfig=/etc/kubernetes/schedule.conf|' ;;
command) wrong='s|- kube-scheduler$|- kube-schedular|' ;;
kind) wrong='s|^kind: Pod$|kind: Pods|' ;;
esac
# The old scheduler goes on assigning pods until the kubelet has read the file and ended it.
ssh controlplane bash -euo pipefail -s <<END
cd /etc/kubernetes
old=\$(pgrep --exact kube-scheduler || true)
sed '$wrong' manifests/kube-scheduler.yaml > scheduler.new
cmp -s scheduler.new manifests/kube-scheduler.yaml || cat scheduler.new > manifests/kube-scheduler.yaml
rm scheduler.new
for pid in \$old; do
    while kill -0 \$pid 2>/dev/null; do sleep 0.2; done
done
END
# Wait until the API server knows.
scheduler="kubectl get pod kube-scheduler-controlplane --namespace kube-system --ignore-not-found --output"
until [[ $($scheduler 'jsonpath={.status.containerStatuses[0].ready}') != true ]]; do sleep 0.5; done
