# Repaired, but no question is answered.
# loses: test_since_when_the_api_server_is_down test_which_pods_went_on_serving
ssh controlplane 'sed -i \
    -e "s/--authorisation-mode=/--authorization-mode=/" \
    -e "/--etcd-servers=/s/:2397/:2379/" \
    -e "s|--etcd-cafile=.*|--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt|" \
    -e "s/^spec$/spec:/" \
    -e "/image: /s/:v.*/:$(kubeadm version -o short)/" \
    /etc/kubernetes/manifests/kube-apiserver.yaml'
until kubectl get --raw /readyz; do sleep 1; done
