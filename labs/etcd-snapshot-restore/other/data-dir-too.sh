# The container uses the path of the new directory, too: option, mount and volume are changed.
ssh controlplane bash -s <<'NODE'
set -euo pipefail
manifests=/etc/kubernetes/manifests
mkdir -p /root/stopped
mv $manifests/etcd.yaml $manifests/kube-apiserver.yaml /root/stopped/
while pgrep --exact etcd || pgrep --exact kube-apiserver; do sleep 1; done > /dev/null
etcdutl snapshot restore {{ snapshot }} --data-dir /var/lib/etcd-from-backup --bump-revision 1000000000 --mark-compacted
sed -i "s|{{ data_dir }}\$|/var/lib/etcd-from-backup|" /root/stopped/etcd.yaml
mv /root/stopped/etcd.yaml /root/stopped/kube-apiserver.yaml $manifests/
NODE
until kubectl get --raw /readyz; do sleep 1; done
kubectl create deployment after-restore --image clusterdojo/web:1.0 --replicas 2
kubectl rollout status deployment after-restore --timeout 180s
