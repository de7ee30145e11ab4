# Everything from Tuesday's file that is missing is created, and the new file is put together from two outputs; objects are
# written as `kubectl --output name` prints them.
printf "%s\n" secret/{{ secret }} configmap/settings deployment/web > answers/snapshot.txt
printf "%s\n" deployment.apps/{{ late }} deployment.apps/web > answers/files.txt
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
kubectl create --filename backup/tuesday.yaml || true  # what is there already is refused
kubectl --namespace {{ namespace }} rollout status deployment {{ late }} --timeout 180s
kubectl --namespace {{ namespace }} rollout status deployment web --timeout 180s
{ kubectl get all --namespace {{ namespace }} --output yaml; echo ---
  kubectl get configmaps,secrets --namespace {{ namespace }} --output yaml; } > backup/wednesday.yaml
ssh controlplane bash -s <<'NODE'
set -euo pipefail
pki=/etc/kubernetes/pki/etcd
etcdctl snapshot save /opt/backup/wednesday.db --endpoints https://127.0.0.1:2379 \
    --cacert $pki/ca.crt --cert $pki/server.crt --key $pki/server.key
NODE
