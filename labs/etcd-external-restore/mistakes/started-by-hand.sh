# etcd was started by hand, as root: it will not run after the next start of the machine.
# loses: test_etcd_may_write_there_and_nobody_else test_it_does_so_after_the_next_start
ssh cluster2-controlplane bash -s <<'NODE'
set -euo pipefail
mkdir -p /root/stopped
mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/stopped/
while pgrep --exact kube-apiserver; do sleep 1; done > /dev/null
NODE
ssh etcd-server bash -s <<'HOST'
set -euo pipefail
mapfile -d '' words < "/proc/$(pgrep --exact etcd)/cmdline"
systemctl stop etcd
etcdutl snapshot restore {{ snapshot }} --data-dir /var/lib/etcd-data-new --bump-revision 1000000000 --mark-compacted
setsid nohup "${words[@]/#--data-dir=*/--data-dir=/var/lib/etcd-data-new}" < /dev/null > /var/log/etcd.log 2>&1 &
HOST
ssh cluster2-controlplane mv /root/stopped/kube-apiserver.yaml /etc/kubernetes/manifests/
until kubectl get --raw /readyz; do sleep 1; done
kubectl create deployment after-restore --image clusterdojo/web:1.0 --replicas 2
kubectl rollout status deployment after-restore --timeout 180s
