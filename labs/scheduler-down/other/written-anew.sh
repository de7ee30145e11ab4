# kubeadm writes a new manifest; the broken one stays beside it, under a name that the kubelet reads first.
ssh controlplane cp /etc/kubernetes/manifests/kube-scheduler.yaml /etc/kubernetes/manifests/kube-scheduler.bak
ssh controlplane kubeadm init phase control-plane scheduler --config /kind/kubeadm.conf
kubectl rollout status deployment {{ waiting }} --namespace {{ namespace }} --timeout 120s
