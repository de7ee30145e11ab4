# The directory comes from a variable in an EnvironmentFile, once as etcd's own and not as an option.
ssh cluster2-controlplane bash -s <<'NODE'
set -euo pipefail
mkdir -p /root/stopped
mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/stopped/
while pgrep --exact kube-apiserver; do sleep 1; done > /dev/null
NODE
ssh etcd-server bash -s <<'HOST'
set -euo pipefail
systemctl stop etcd
etcdutl snapshot restore {{ snapshot }} --data-dir /var/lib/etcd-data-new --bump-revision 1000000000 --mark-compacted
chown -R etcd:etcd /var/lib/etcd-data-new
sed -i -e '/--data-dir=/d' -e 's|--listen-client-urls=https://0.0.0.0:2379|--listen-client-urls=${LISTEN}|' \
    -e '/^\[Service\]/a EnvironmentFile=/etc/etcd/etcd.env' /etc/systemd/system/etcd.service
printf '%s\n' '# where the data are' ETCD_DATA_DIR=/var/lib/etcd-data-new 'LISTEN="https://0.0.0.0:2379"' > /etc/etcd/etcd.env
systemctl daemon-reload
systemctl start etcd
HOST
ssh cluster2-controlplane mv /root/stopped/kube-apiserver.yaml /etc/kubernetes/manifests/
until kubectl get --raw /readyz; do sleep 1; done
kubectl create deployment after-restore --image clusterdojo/web:1.0 --replicas 2
kubectl rollout status deployment after-restore --timeout 180s
