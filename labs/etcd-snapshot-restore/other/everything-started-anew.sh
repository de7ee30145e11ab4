# Revisions continue from the snapshot, so everything that has seen later ones is restarted.
ssh controlplane bash -s <<'NODE'
set -euo pipefail
manifests=/etc/kubernetes/manifests
mkdir -p /root/stopped
mv $manifests/*.yaml /root/stopped/
while pgrep --exact etcd || pgrep --exact kube-apiserver; do sleep 1; done > /dev/null
etcdutl snapshot restore {{ snapshot }} --data-dir /var/lib/etcd-from-backup
sed -i "s|path: {{ data_dir }}$|path: /var/lib/etcd-from-backup|" /root/stopped/etcd.yaml
mv /root/stopped/*.yaml $manifests/
systemctl restart kubelet
NODE
ssh node01 systemctl restart kubelet
until kubectl get --raw /readyz; do sleep 1; done
kubectl create deployment after-restore --image clusterdojo/web:1.0 --replicas 2
kubectl rollout status deployment after-restore --timeout 180s
