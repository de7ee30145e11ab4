# Another component was changed, too, to see more in its log.
# loses: test_nothing_else_was_changed
ssh controlplane 'cd /etc/kubernetes && sed -e "s|-rc.0$||" -e "s|--leader-election=|--leader-elect=|" -e "s|/schedule.conf|/scheduler.conf|" \
    -e "s|- kube-schedular|- kube-scheduler|" -e "s|^kind: Pods$|kind: Pod|" manifests/kube-scheduler.yaml > scheduler.yaml &&
    cp scheduler.yaml manifests/kube-scheduler.yaml && rm scheduler.yaml &&
    sed "s|- kube-controller-manager$|- kube-controller-manager\n    - --v=4|" manifests/kube-controller-manager.yaml > new.yaml &&
    mv new.yaml manifests/kube-controller-manager.yaml'
until kubectl get pod kube-controller-manager-controlplane --namespace kube-system -o yaml | grep -q -- --v=4; do sleep 1; done
kubectl wait --for condition=Ready pod kube-controller-manager-controlplane --namespace kube-system --timeout 90s
kubectl rollout status deployment {{ waiting }} --namespace {{ namespace }} --timeout 120s
