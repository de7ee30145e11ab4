# The runtime is not enabled by itself: the kubelet's unit requires it, so that it comes along with it. The kubelet's
# paths come from an EnvironmentFile.
ssh node01 bash -euo pipefail -s <<'NODE'
sed "s|pki/cluster-ca.crt|pki/ca.crt|" /var/lib/kubelet/config.yaml > /etc/kubernetes/kubelet.yaml
sed -i "s|:6553|:6443|" /etc/kubernetes/kubelet.conf
echo 'SETTINGS=--config=/etc/kubernetes/kubelet.yaml' > /etc/kubernetes/kubelet.env
cat > /etc/systemd/system/kubelet.service.d/90-local.conf <<'END'
[Unit]
Requires=containerd.service
After=containerd.service

[Service]
EnvironmentFile=/etc/kubernetes/kubelet.env
ExecStart=
ExecStart=/usr/bin/kubelet --kubeconfig=/etc/kubernetes/kubelet.conf $SETTINGS $KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
END
systemctl daemon-reload
systemctl disable --quiet containerd
systemctl enable --quiet kubelet
systemctl restart kubelet
NODE
kubectl wait --for condition=Ready node node01 --timeout 90s
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 90s
