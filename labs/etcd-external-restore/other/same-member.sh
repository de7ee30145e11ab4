# With the original name and URL of the member, so that etcd keeps its identity, and with revisions that continue from the
# snapshot, so everything that has seen later ones is restarted.
ssh cluster2-controlplane bash -s <<'NODE'
set -euo pipefail
mkdir -p /root/stopped
mv /etc/kubernetes/manifests/*.yaml /root/stopped/
while pgrep --exact kube-apiserver; do sleep 1; done > /dev/null
NODE
ssh etcd-server bash -s <<'HOST'
set -euo pipefail
peer=https://etcd-server:2380
sudo -u etcd test ! -e /var/lib/etcd-data-new
etcdutl snapshot restore {{ snapshot }} --data-dir /var/lib/etcd-data-new --name etcd-server \
    --initial-cluster "etcd-server=$peer" --initial-advertise-peer-urls "$peer"
chown -R etcd:etcd /var/lib/etcd-data-new
sed -i "s|--data-dir={{ data_dir }} |--data-dir=/var/lib/etcd-data-new |" /etc/systemd/system/etcd.service
systemctl daemon-reload
systemctl restart etcd
HOST
ssh cluster2-controlplane bash -s <<'NODE'
mv /root/stopped/*.yaml /etc/kubernetes/manifests/
systemctl restart kubelet
NODE
ssh node01 systemctl restart kubelet
until kubectl get --raw /readyz; do sleep 1; done
kubectl create deployment after-restore --image clusterdojo/web:1.0 --replicas 2
kubectl rollout status deployment after-restore --timeout 180s
