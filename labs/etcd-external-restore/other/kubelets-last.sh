# The kubelets are restarted last, and the check runs at once: the
# containers of the restored pods are still being created then, and the API does not show it. The rule ensures
# that the kubelet of node01 misses the restore.
revision() {
    ssh etcd-server etcdctl endpoint status --write-out=fields --endpoints https://127.0.0.1:2379 --cacert /etc/etcd/pki/ca.crt \
        --cert /etc/etcd/pki/server.crt --key /etc/etcd/pki/server.key | sed -n 's/^"Revision" : //p'
}
ssh cluster2-controlplane bash -s <<'NODE'
set -euo pipefail
mkdir -p /root/stopped
mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/stopped/
while pgrep --exact kube-apiserver; do sleep 1; done > /dev/null
NODE
seen=$(revision)
ssh etcd-server bash -s <<'HOST'
set -euo pipefail
systemctl stop etcd
etcdutl snapshot restore {{ snapshot }} --data-dir /var/lib/etcd-data-new
chown -R etcd:etcd /var/lib/etcd-data-new
sed -i "s|--data-dir={{ data_dir }} |--data-dir=/var/lib/etcd-data-new |" /etc/systemd/system/etcd.service
systemctl daemon-reload
systemctl start etcd
HOST
rule="OUTPUT --protocol tcp --dport 6443 --jump REJECT --reject-with tcp-reset"
ssh node01 iptables --insert $rule
ssh cluster2-controlplane mv /root/stopped/kube-apiserver.yaml /etc/kubernetes/manifests/
until kubectl get --raw /readyz; do sleep 1; done
ssh node01 iptables --delete $rule
# What is made after the later revisions are reached is heard of.
until [ "$(revision)" -gt "$((seen + 10))" ]; do
    for _ in 1 2 3 4 5 6 7 8 9 10; do kubectl annotate namespace default turn=$RANDOM --overwrite; done
done
kubectl create deployment after-restore --image clusterdojo/web:1.0 --replicas 2
kubectl rollout status deployment after-restore --timeout 180s
for node in cluster2-controlplane node01; do ssh $node systemctl restart kubelet; done
