kubectl config use-context cluster1
kubectl describe node node01
ssh node01 'systemctl status kubelet containerd --no-pager --lines 20 || true'
ssh node01 systemctl cat kubelet

case {{ fault }} in
stopped) ;; # nothing is broken, it only has to run
config-path)
    ssh node01 "sed -i 's|/var/lib/kubelet/kubelet.yaml|/var/lib/kubelet/config.yaml|' /etc/systemd/system/kubelet.service.d/10-kubeadm.conf"
    ssh node01 systemctl daemon-reload
    ;;
client-ca) ssh node01 "sed -i 's|/etc/kubernetes/pki/cluster-ca.crt|/etc/kubernetes/pki/ca.crt|' /var/lib/kubelet/config.yaml" ;;
api-port) ssh node01 "sed -i 's|:6553|:6443|' /etc/kubernetes/kubelet.conf" ;;
runtime) ssh node01 systemctl enable --now containerd ;;
esac

ssh node01 systemctl enable kubelet
ssh node01 systemctl restart kubelet
kubectl wait --for condition=Ready node node01 --timeout 90s
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 90s
