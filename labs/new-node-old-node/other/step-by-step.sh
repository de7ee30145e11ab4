# The join command is put together by hand, a restart moves the pods, and the old node is reset before it is deleted.
token=$(ssh controlplane kubeadm token create --ttl 10m)
hash=$(ssh controlplane 'openssl x509 -pubkey -noout -in /etc/kubernetes/pki/ca.crt |
    openssl pkey -pubin -outform der | sha256sum' | cut -d ' ' -f 1)
server=$(ssh controlplane "sed -n 's|.*server: https://||p' /etc/kubernetes/kubelet.conf")
ssh node02 kubeadm join "$server" --token "$token" --discovery-token-ca-cert-hash "sha256:$hash" \
    --ignore-preflight-errors=all
kubectl wait --for create node/node02 --timeout 60s
kubectl wait --for condition=Ready node node02 --timeout 120s
kubectl label node node02 pool={{ pool }}
kubectl cordon node01
kubectl rollout restart deployment {{ app }} --namespace {{ namespace }}
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 120s
ssh node01 kubeadm reset --force
kubectl delete node node01 --timeout 60s
