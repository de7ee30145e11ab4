# The kubelet still asks the wrong port: a rule, which the next start of the machine forgets, leads it to the right one.
# loses: test_it_is_ready_after_every_start
ssh node01 bash -euo pipefail -s <<'NODE'
sed -i 's|kubelet/kubelet.yaml|kubelet/config.yaml|' /etc/systemd/system/kubelet.service.d/10-kubeadm.conf
sed -i 's|pki/cluster-ca.crt|pki/ca.crt|' /var/lib/kubelet/config.yaml
sed -i 's|:6443$|:6553|' /etc/kubernetes/kubelet.conf
iptables -t nat -A OUTPUT -p tcp --dport 6553 -j DNAT --to-destination "$(getent ahostsv4 "$(sed -n 's|.*server: https://\(.*\):6553|\1|p' /etc/kubernetes/kubelet.conf)" | awk '{print $1; exit}'):6443"
systemctl daemon-reload
systemctl enable --quiet --now containerd
systemctl enable --quiet kubelet
systemctl restart kubelet
NODE
kubectl wait --for condition=Ready node node01 --timeout 90s
