# The API server answers again, but authorizes everybody.
# loses: test_it_is_the_static_pod_that_it_was
ssh controlplane "grep --max-count 1 api=down /var/log/traffic.log" | cut -d " " -f 1 > answers/since.txt
for _ in $(seq 40); do
    echo "curl --silent http://127.0.0.1:{{ port }} | head -n 1"
done | ssh controlplane bash | sort -u > answers/serving.txt
ssh controlplane 'sed -i \
    -e "s/--authori[sz]ation-mode=.*/--authorization-mode=AlwaysAllow/" \
    -e "/--etcd-servers=/s/:2397/:2379/" \
    -e "s|--etcd-cafile=.*|--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt|" \
    -e "s/^spec$/spec:/" \
    -e "/image: /s/:v.*/:$(kubeadm version -o short)/" \
    /etc/kubernetes/manifests/kube-apiserver.yaml'
until kubectl get --raw /readyz; do sleep 1; done
