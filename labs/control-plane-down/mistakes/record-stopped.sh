# The probe was stopped, so that nobody knows whether customers were affected since then.
# loses: test_the_application_serves_throughout
ssh controlplane "grep --max-count 1 api=down /var/log/traffic.log" | cut -d " " -f 1 > answers/since.txt
for _ in $(seq 40); do
    echo "curl --silent http://127.0.0.1:{{ port }} | head -n 1"
done | ssh controlplane bash | sort -u > answers/serving.txt
ssh controlplane systemctl disable --now traffic-probe@{{ port }}
ssh controlplane 'sed -i \
    -e "s/--authorisation-mode=/--authorization-mode=/" \
    -e "/--etcd-servers=/s/:2397/:2379/" \
    -e "s|--etcd-cafile=.*|--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt|" \
    -e "s/^spec$/spec:/" \
    -e "/image: /s/:v.*/:$(kubeadm version -o short)/" \
    /etc/kubernetes/manifests/kube-apiserver.yaml'
until kubectl get --raw /readyz; do sleep 1; done
