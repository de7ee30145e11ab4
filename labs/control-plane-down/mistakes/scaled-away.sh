# The application was scaled down during the repair.
# loses: test_the_application_serves_throughout test_the_pods_are_the_same
ssh controlplane "grep --max-count 1 api=down /var/log/traffic.log" | cut -d " " -f 1 > answers/since.txt
for _ in $(seq 40); do
    echo "curl --silent http://127.0.0.1:{{ port }} | head -n 1"
done | ssh controlplane bash | sort -u > answers/serving.txt
ssh controlplane 'sed -i \
    -e "s/--authorisation-mode=/--authorization-mode=/" \
    -e "/--etcd-servers=/s/:2397/:2379/" \
    -e "s|--etcd-cafile=.*|--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt|" \
    -e "s/^spec$/spec:/" \
    -e "/image: /s/:v.*/:$(kubeadm version -o short)/" \
    /etc/kubernetes/manifests/kube-apiserver.yaml'
until kubectl get --raw /readyz; do sleep 1; done
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas 0
ssh controlplane 'until [ "$(grep --count app=none /var/log/traffic.log)" -ge 3 ]; do sleep 0.5; done'
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 120s
