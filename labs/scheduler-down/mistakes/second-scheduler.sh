# The scheduler is repaired, but the temporary replacement still runs.
# loses: test_nothing_else_was_changed test_it_is_the_only_scheduler
ssh controlplane 'cd /etc/kubernetes && sed -e "s|-rc.0$||" -e "s|--leader-election=|--leader-elect=|" -e "s|/schedule.conf|/scheduler.conf|" \
    -e "s|- kube-schedular|- kube-scheduler|" -e "s|^kind: Pods$|kind: Pod|" manifests/kube-scheduler.yaml' > fixed.yaml
sed -e 's|^spec:|spec:\n  nodeName: controlplane|' -e 's|^  name: kube-scheduler|  name: spare-scheduler|' \
    -e '/- --leader-elect=true/a\    - --secure-port=10359' -e 's|--leader-elect=true|--leader-elect=false|' \
    -e 's|port: probe-port|port: 10359|' -e 's|containerPort: 10259|containerPort: 10359|' \
    -e 's|tier: control-plane|tier: spare|' fixed.yaml > spare.yaml
kubectl create -f spare.yaml
scp fixed.yaml controlplane:/etc/kubernetes/manifests/kube-scheduler.yaml
kubectl rollout status deployment {{ waiting }} --namespace {{ namespace }} --timeout 120s
kubectl wait --for condition=Ready pod kube-scheduler-controlplane --namespace kube-system --timeout 90s
