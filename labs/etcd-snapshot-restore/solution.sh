ssh controlplane bash -s <<'NODE'
set -euo pipefail
etcdutl snapshot status {{ snapshot }} --write-out=table

# Nothing may write while the data is exchanged: wait until both have ended.
manifests=/etc/kubernetes/manifests
mkdir -p /root/stopped
mv $manifests/etcd.yaml $manifests/kube-apiserver.yaml /root/stopped/
while pgrep --exact etcd || pgrep --exact kube-apiserver; do sleep 1; done > /dev/null

# With revisions above all that controllers and kubelets have seen, they read everything again.
etcdutl snapshot restore {{ snapshot }} --data-dir /var/lib/etcd-from-backup --bump-revision 1000000000 --mark-compacted
sed -i "s|path: {{ data_dir }}$|path: /var/lib/etcd-from-backup|" /root/stopped/etcd.yaml

mv /root/stopped/etcd.yaml /root/stopped/kube-apiserver.yaml $manifests/
NODE
kubectl config use-context cluster1
until kubectl get --raw /readyz; do sleep 1; done
kubectl --namespace {{ namespace }} get deployments,configmaps,secrets
kubectl create deployment after-restore --image clusterdojo/web:1.0 --replicas 2
kubectl rollout status deployment after-restore --timeout 180s
