# The answers come from the record alone; the manifest is repaired in another folder and moved back.
ssh controlplane 'cat /var/log/traffic.log' > traffic.log
printf '\n  %s \n' "$(awk '/api=down/ { print $1; exit }' traffic.log)" > answers/since.txt
until [ "$(ssh controlplane 'grep -c api=down /var/log/traffic.log')" -ge 8 ]; do sleep 1; done
ssh controlplane 'grep api=down /var/log/traffic.log' | sed 's/.*pods=//' | tr ',' '\n' | sort -ru > answers/serving.txt
ssh controlplane 'mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/'
ssh controlplane 'sed -i \
    -e "s/--authorisation-mode=/--authorization-mode=/" \
    -e "/--etcd-servers=/s/:2397/:2379/" \
    -e "s|--etcd-cafile=.*|--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt|" \
    -e "s/^spec$/spec:/" \
    -e "/image: /s/:v.*/:$(kubeadm version -o short)/" \
    /root/kube-apiserver.yaml'
ssh controlplane 'mv /root/kube-apiserver.yaml /etc/kubernetes/manifests/'
until kubectl get --raw /readyz; do sleep 1; done
