# The old log was removed to save space, so that nobody can go back.
# loses: test_the_old_data_are_still_there
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
sed -i "s|--data-dir={{ data_dir }} |--data-dir=/var/lib/etcd-data-new |" /etc/systemd/system/etcd.service
systemctl daemon-reload
systemctl start etcd
HOST
ssh cluster2-controlplane mv /root/stopped/kube-apiserver.yaml /etc/kubernetes/manifests/
until kubectl get --raw /readyz; do sleep 1; done
kubectl create deployment after-restore --image clusterdojo/web:1.0 --replicas 2
kubectl rollout status deployment after-restore --timeout 180s
ssh etcd-server rm -r {{ data_dir }}/member/wal
