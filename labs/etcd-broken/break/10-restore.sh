# The snapshot, the accident, and the restore that nearly worked.
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
# A kubelet lets them end in peace, which takes half a minute; here nobody waits for that.
while pkill -9 --exact etcd; pkill -9 --exact kube-apiserver; pgrep --exact etcd || pgrep --exact kube-apiserver
do sleep 0.5; done > /dev/null
etcdutl snapshot restore /opt/backup/before.db --data-dir /var/lib/etcd-from-backup --bump-revision 1000000000 --mark-compacted
sed -i 's|path: {{ data_dir }}$|path: /var/lib/etcd-from-backup|' /root/stopped/etcd.yaml
cp /root/stopped/etcd.yaml /root/whole
case $1 in
    volume) change='s|path: /var/lib/etcd-from-backup$|path: /var/lib/etcd-from-backups|' ;;
    option) change='s|--data-dir=\(.*\)$|--data-dirs=\1|' ;;
    mount) change='s|mountPath: {{ data_dir }}$|mountPath: {{ data_dir }}-from-backup|' ;;
esac
sed -i "$change" /root/stopped/etcd.yaml
if cmp --silent /root/whole /root/stopped/etcd.yaml; then
    echo "$change changes nothing" >&2
    exit 1
fi
rm /root/whole
mv /root/stopped/etcd.yaml /root/stopped/kube-apiserver.yaml $manifests/
NODE
# Where etcd does start, the cluster answers as if it were new: it does not even know whose rights are
# which, and its kubelets, which have registered long ago, do not do so again.
if [ {{ fault }} = option ]; then
    exit
fi
until kubectl get --raw /readyz; do sleep 0.5; done
# A new cluster's controllers make their accounts one after the other: wait until no more come.
ssh controlplane bash -s <<'NODE'
accounts() { kubectl --kubeconfig /etc/kubernetes/super-admin.conf get serviceaccounts --all-namespaces --output name | wc -l; }
last=-1
until now=$(accounts) && [ "$now" = "$last" ] && [ "$now" -gt 20 ]; do last=${now:--1}; sleep 10; done
NODE
