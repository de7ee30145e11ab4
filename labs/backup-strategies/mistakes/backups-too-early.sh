# The new backups were made before the restore, of the cluster as the accident had left it.
# loses: test_the_new_snapshot_has_both test_the_new_files_have_both
printf "%s\n" secret/{{ secret }} configmap/settings deployment/web > answers/snapshot.txt
printf "%s\n" deployment/{{ late }} deployment/web > answers/files.txt
ssh controlplane bash -s <<'NODE'
set -euo pipefail
pki=/etc/kubernetes/pki/etcd
etcdctl snapshot save /opt/backup/wednesday.db --endpoints https://127.0.0.1:2379 \
    --cacert $pki/ca.crt --cert $pki/server.crt --key $pki/server.key
NODE
kubectl get all,configmaps,secrets --namespace {{ namespace }} --output yaml > backup/wednesday.yaml
ssh controlplane bash -s <<'NODE'
set -euo pipefail
manifests=/etc/kubernetes/manifests
mkdir -p /root/stopped
mv $manifests/etcd.yaml $manifests/kube-apiserver.yaml /root/stopped/
while pgrep --exact etcd || pgrep --exact kube-apiserver; do sleep 1; done > /dev/null
etcdutl snapshot restore /opt/backup/monday.db --data-dir /var/lib/etcd-from-backup --bump-revision 1000000000 --mark-compacted
sed -i "s|path: /var/lib/etcd$|path: /var/lib/etcd-from-backup|" /root/stopped/etcd.yaml
mv /root/stopped/etcd.yaml /root/stopped/kube-apiserver.yaml $manifests/
NODE
until kubectl get --raw /readyz; do sleep 1; done
kubectl apply --filename backup/tuesday.yaml --selector team=growth
kubectl --namespace {{ namespace }} rollout status deployment {{ late }} --timeout 180s
