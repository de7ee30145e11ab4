# The first line of the record is from before the outage, and the node also runs other pods.
# loses: test_since_when_the_api_server_is_down test_which_pods_went_on_serving
ssh controlplane 'head -n 1 /var/log/traffic.log' | cut -d ' ' -f 1 > answers/since.txt
ssh node01 'ls /var/log/pods' | cut -d _ -f 2 > answers/serving.txt
ssh controlplane 'sed -i \
    -e "s/--authorisation-mode=/--authorization-mode=/" \
    -e "/--etcd-servers=/s/:2397/:2379/" \
    -e "s|--etcd-cafile=.*|--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt|" \
    -e "s/^spec$/spec:/" \
    -e "/image: /s/:v.*/:$(kubeadm version -o short)/" \
    /etc/kubernetes/manifests/kube-apiserver.yaml'
until kubectl get --raw /readyz; do sleep 1; done
