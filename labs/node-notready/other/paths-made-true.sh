# The missing files are created where the kubelet looks for them, and the services are restarted.
ssh node01 'ln -sf /var/lib/kubelet/config.yaml /var/lib/kubelet/kubelet.yaml
    cp /etc/kubernetes/pki/ca.crt /etc/kubernetes/pki/cluster-ca.crt
    sed -i "s|:6553|:6443|" /etc/kubernetes/kubelet.conf
    systemctl enable containerd kubelet
    systemctl restart containerd kubelet'
kubectl wait --for condition=Ready node node01 --timeout 90s
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 90s
