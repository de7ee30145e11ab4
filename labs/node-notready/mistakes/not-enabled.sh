# It runs only until the next start of the machine.
# loses: test_it_is_ready_after_every_start
ssh node01 'sed -i "s|kubelet/kubelet.yaml|kubelet/config.yaml|" /etc/systemd/system/kubelet.service.d/10-kubeadm.conf
    sed -i "s|pki/cluster-ca.crt|pki/ca.crt|" /var/lib/kubelet/config.yaml
    sed -i "s|:6553$|:6443|" /etc/kubernetes/kubelet.conf
    systemctl daemon-reload
    systemctl enable --now containerd
    systemctl restart kubelet'
kubectl wait --for condition=Ready node node01 --timeout 90s
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 90s
