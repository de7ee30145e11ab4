# The snapshot, the accident, and the failed restore.
ssh controlplane bash -s <<'NODE'
set -euo pipefail
pki=/etc/kubernetes/pki/etcd
mkdir -p /opt/backup
etcdctl --endpoints https://127.0.0.1:2379 --cacert $pki/ca.crt --cert $pki/server.crt --key $pki/server.key \
    snapshot save /opt/backup/before.db
NODE
kubectl --namespace {{ namespace }} delete deployment/{{ app }} configmap/prices --wait
ssh controlplane bash -s {{ fault }} <<'NODE'
set -euo pipefail
manifests=/etc/kubernetes/manifests
mkdir -p /root/stopped
mv $manifests/etcd.yaml $manifests/kube-apiserver.yaml /root/stopped/
# The kubelet gives them time to end, which takes half a minute; they are killed here.
while pkill -9 --exact etcd; pkill -9 --exact kube-apiserver; pgrep --exact etcd || pgrep --exact kube-apiserver
do sleep 0.5; done > /dev/null
etcdutl snapshot restore /opt/backup/before.db --data-dir /var/lib/etcd-from-backup --bump-revision 1000000000 --mark-compacted
sed -i 's|path: {{ data_dir }}$|path: /var/lib/etcd-from-backup|' /root/stopped/etcd.yaml
cp /root/stopped/etcd.yaml /root/whole
case $1 in
    # A directory that does not exist.
    volume) change='\|path: /var/lib/etcd-from-backup$|{s|$|s|;n;s|DirectoryOrCreate|Directory|}' ;;
    option) change='s|--data-dir=\(.*\)$|--data-dirs=\1|' ;;
    owner) change= ;; # the user of etcd can't read what root has restored
    file) change='s|- --trusted-ca-file=.*|- --trusted-ca-file=/etc/kubernetes/pki/etcd-ca.crt|' ;;
esac
sed -i "$change" /root/stopped/etcd.yaml
if [ -n "$change" ] && cmp --silent /root/whole /root/stopped/etcd.yaml; then
    echo "$change changes nothing" >&2
    exit 1
fi
rm /root/whole
mv /root/stopped/etcd.yaml /root/stopped/kube-apiserver.yaml $manifests/
NODE
