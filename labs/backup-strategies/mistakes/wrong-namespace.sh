# The Secret was first written anew, in the wrong namespace, and left there.
# loses: test_nothing_else_was_changed
kubectl config use-context cluster1
grep -e '^  kind:' -e '^    name:' backup/tuesday.yaml

printf "%s\n" secret/{{ secret }} configmap/settings deployment/web > answers/snapshot.txt
printf "%s\n" deployment/{{ late }} deployment/web > answers/files.txt

# First the snapshot: it undoes everything that was done before it.
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
kubectl --namespace {{ namespace }} get secret {{ secret }}

# Then the files, from which only the new Deployment is needed.
kubectl apply --filename backup/tuesday.yaml --selector team=growth
kubectl --namespace {{ namespace }} rollout status deployment {{ late }} --timeout 180s

# Then make two new backups.
ssh controlplane bash -s <<'NODE'
set -euo pipefail
pki=/etc/kubernetes/pki/etcd
etcdctl snapshot save /opt/backup/wednesday.db --endpoints https://127.0.0.1:2379 \
    --cacert $pki/ca.crt --cert $pki/server.crt --key $pki/server.key
NODE
kubectl get all,configmaps,secrets --namespace {{ namespace }} --output yaml > backup/wednesday.yaml
kubectl create secret generic {{ secret }} --from-literal password=correct-horse
