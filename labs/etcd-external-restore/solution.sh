kubectl config use-context cluster2

# The API server caches the old data, so stop it first.
ssh cluster2-controlplane bash -s <<'NODE'
set -euo pipefail
mkdir -p /root/stopped
mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/stopped/
while pgrep --exact kube-apiserver; do sleep 1; done > /dev/null
NODE

ssh etcd-server bash -s <<'HOST'
set -euo pipefail
etcdutl snapshot status {{ snapshot }} --write-out=table
systemctl stop etcd
# With revisions above all that controllers and kubelets have seen, they read everything again.
etcdutl snapshot restore {{ snapshot }} --data-dir /var/lib/etcd-data-new --bump-revision 1000000000 --mark-compacted
chown -R etcd:etcd /var/lib/etcd-data-new
sed -i "s|--data-dir={{ data_dir }} |--data-dir=/var/lib/etcd-data-new |" /etc/systemd/system/etcd.service
systemctl daemon-reload
systemctl start etcd
HOST

ssh cluster2-controlplane mv /root/stopped/kube-apiserver.yaml /etc/kubernetes/manifests/
until kubectl get --raw /readyz; do sleep 1; done
kubectl --namespace {{ namespace }} get deployments,configmaps,secrets
kubectl create deployment after-restore --image clusterdojo/web:1.0 --replicas 2
kubectl rollout status deployment after-restore --timeout 180s
