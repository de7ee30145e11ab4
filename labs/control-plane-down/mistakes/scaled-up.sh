# More replicas were started after the outage, to be on the safe side.
# loses: test_nothing_else_was_changed
# Customers are not affected: the record and the pods show it.
ssh controlplane 'cat /var/log/traffic.log'
ssh controlplane 'grep --max-count 1 api=down /var/log/traffic.log' | cut -d ' ' -f 1 > answers/since.txt
for _ in $(seq 40); do
    echo 'curl --silent http://127.0.0.1:{{ port }} | head -n 1'
done | ssh controlplane bash | sort -u > answers/serving.txt

# Why it does not start: the state of the containers, the last log, and the log of the kubelet.
ssh controlplane 'crictl ps -a | grep apiserver; tail -n 3 /var/log/pods/kube-system_kube-apiserver*/*/*.log' || true
ssh controlplane 'journalctl -u kubelet --no-pager | grep -i -E "apiserver|manifest" | tail -n 3' || true

# You can make the same change in an editor.
ssh controlplane 'sed -i \
    -e "s/--authorisation-mode=/--authorization-mode=/" \
    -e "/--etcd-servers=/s/:2397/:2379/" \
    -e "s|--etcd-cafile=.*|--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt|" \
    -e "s/^spec$/spec:/" \
    -e "/image: /s/:v.*/:$(kubeadm version -o short)/" \
    /etc/kubernetes/manifests/kube-apiserver.yaml'
kubectl config use-context cluster1
until kubectl get --raw /readyz; do sleep 1; done
kubectl wait --for condition=Ready node --all --timeout 60s
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas + 1 }}
