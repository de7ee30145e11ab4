# The unit file is not changed: a drop-in has the new option. Revisions go far above those that were seen,
# and the process of the API server is killed, so that the kubelet restarts it.
ssh etcd-server bash -s <<'HOST'
set -euo pipefail
systemctl stop etcd
etcdutl snapshot restore {{ snapshot }} --data-dir /var/lib/etcd-data-new --bump-revision 1000000000 --mark-compacted
chown -R etcd:etcd /var/lib/etcd-data-new
mkdir -p /etc/systemd/system/etcd.service.d
{
    printf '[Service]\nExecStart=\n'
    sed -n '/^ExecStart=/,/[^\\]$/p' /etc/systemd/system/etcd.service |
        sed 's|--data-dir={{ data_dir }} |--data-dir /var/lib/etcd-data-new |'
} > /etc/systemd/system/etcd.service.d/data-dir.conf
systemctl daemon-reload
systemctl start etcd
HOST
until kubectl get --raw /readyz; do sleep 1; done
ssh cluster2-controlplane bash -s <<'NODE'
old=$(pgrep --exact kube-apiserver)
kill "$old"
while kill -0 "$old" 2> /dev/null; do sleep 1; done
NODE
until kubectl get --raw /readyz; do sleep 1; done
kubectl create deployment after-restore --image clusterdojo/web:1.0 --replicas 2
kubectl rollout status deployment after-restore --timeout 180s
