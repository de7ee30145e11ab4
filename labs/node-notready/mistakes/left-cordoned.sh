# The node was cordoned for the repair and not uncordoned.
# loses: test_nothing_else_was_changed
kubectl cordon node01
ssh node01 'sed -i "s|kubelet/kubelet.yaml|kubelet/config.yaml|" /etc/systemd/system/kubelet.service.d/10-kubeadm.conf
    sed -i "s|pki/cluster-ca.crt|pki/ca.crt|" /var/lib/kubelet/config.yaml
    sed -i "s|:6553$|:6443|" /etc/kubernetes/kubelet.conf
    systemctl daemon-reload
    systemctl enable --now containerd
    systemctl enable kubelet && systemctl restart kubelet'
kubectl wait --for condition=Ready node node01 --timeout 90s
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 90s
