kubectl config use-context cluster1
kubectl get pods --namespace kube-system
manifest=/etc/kubernetes/manifests/kube-scheduler.yaml
ssh controlplane cat $manifest

# Correct the line that differs from the manifest of kubeadm.
ssh controlplane "sed -i \
    -e 's|-rc.0$||' \
    -e 's|--leader-election=|--leader-elect=|' \
    -e 's|/schedule.conf|/scheduler.conf|' \
    -e 's|- kube-schedular|- kube-scheduler|' \
    -e 's|^kind: Pods$|kind: Pod|' $manifest"
kubectl rollout status deployment {{ waiting }} --namespace {{ namespace }} --timeout 120s
