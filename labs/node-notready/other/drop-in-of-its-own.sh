# A later drop-in overrides the wrong one; the settings are copied to another place.
ssh node01 'sed "s|pki/cluster-ca.crt|pki/ca.crt|" /var/lib/kubelet/config.yaml > /etc/kubernetes/kubelet.yaml
    sed "s|:6553|:6443|" /etc/kubernetes/kubelet.conf > /etc/kubernetes/kubelet-2.conf
    cat > /etc/systemd/system/kubelet.service.d/90-local.conf <<END
[Service]
Environment="KUBELET_CONFIG_ARGS=--config=/etc/kubernetes/kubelet.yaml"
Environment="KUBELET_KUBECONFIG_ARGS=--kubeconfig=/etc/kubernetes/kubelet-2.conf"
END
    systemctl daemon-reload
    systemctl enable --now containerd
    systemctl enable kubelet
    systemctl restart kubelet'
kubectl wait --for condition=Ready node node01 --timeout 90s
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 90s
