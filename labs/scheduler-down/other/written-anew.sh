# kubeadm writes the manifest once more.
ssh controlplane kubeadm init phase control-plane scheduler --config /kind/kubeadm.conf
kubectl rollout status deployment {{ waiting }} --namespace {{ namespace }} --timeout 120s
