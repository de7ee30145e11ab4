# The kubelet gets the right file from a drop-in that is lost with the next start; the permanent one is still wrong.
# loses: test_it_is_ready_after_every_start
ssh node01 'sed -i "s|kubelet/kubelet.yaml|kubelet/config.yaml|" /etc/systemd/system/kubelet.service.d/10-kubeadm.conf
    sed -i "s|pki/cluster-ca.crt|pki/ca.crt|" /var/lib/kubelet/config.yaml
    sed -i "s|:6553$|:6443|" /etc/kubernetes/kubelet.conf
    systemctl daemon-reload
    systemctl enable --now containerd
    sed -i "s|kubelet/config.yaml|kubelet/kubelet.yaml|" /etc/systemd/system/kubelet.service.d/10-kubeadm.conf
    mkdir -p /run/systemd/system/kubelet.service.d
    printf "[Service]\nEnvironment=KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml\n" > /run/systemd/system/kubelet.service.d/20-config.conf
    systemctl daemon-reload && systemctl enable kubelet && systemctl restart kubelet'
kubectl wait --for condition=Ready node node01 --timeout 90s
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 90s
