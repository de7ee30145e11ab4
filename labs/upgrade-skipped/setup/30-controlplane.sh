# kubeadm has upgraded the control plane; its kubelet and kubectl are still the old ones.
ssh controlplane bash -euo pipefail -s <<'END'
if [ "$(kubelet --version)" != 'Kubernetes v{{ from_version }}' ]; then
    sed -i 's|v{{ to_minor }}|v{{ from_minor }}|' /etc/apt/sources.list.d/kubernetes.list
    apt-get update
    apt-get install -y --allow-downgrades --allow-change-held-packages kubelet='{{ from_version }}-*' kubectl='{{ from_version }}-*'
    apt-mark hold kubectl
    apt-mark unhold kubelet
    sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
    apt-get update
    # This kubelet restarts the static pods: the following commands must not reach the old ones.
    static() { pgrep -x 'etcd|kube-apiserver|kube-controller|kube-scheduler' || true; }
    before=$(static)
    systemctl restart kubelet
    for _ in $(seq 120); do
        [ "$(static | grep -cvxF "$before")" -lt 4 ] || break
        sleep 0.5
    done
fi
END
until kubectl get node controlplane | grep --quiet v{{ from_version }}; do sleep 0.5; done
# The API server does not answer in the meantime.
until kubectl wait --for condition=Ready pod --namespace kube-system --selector tier=control-plane --timeout 60s; do sleep 1; done
