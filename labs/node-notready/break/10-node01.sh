# One drawn fault keeps the kubelet from working; in addition, it does not start with the machine.
ssh node01 bash -euo pipefail -s <<'END'
systemctl disable --quiet kubelet
case {{ fault }} in
stopped) systemctl stop kubelet ;;
config-path)
    sed -i 's|kubelet/config.yaml|kubelet/kubelet.yaml|' /etc/systemd/system/kubelet.service.d/10-kubeadm.conf
    systemctl daemon-reload
    ;;
client-ca) sed -i 's|/etc/kubernetes/pki/ca.crt|/etc/kubernetes/pki/cluster-ca.crt|' /var/lib/kubelet/config.yaml ;;
api-port) sed -i 's|:6443$|:6553|' /etc/kubernetes/kubelet.conf ;;
runtime) systemctl disable --quiet --now containerd ;;
esac
[[ {{ fault }} == stopped ]] || systemctl restart kubelet
END
until [[ $(kubectl get node node01 -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}') != True ]]; do
    sleep 0.5
done
