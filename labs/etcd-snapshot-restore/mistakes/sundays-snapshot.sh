# The wrong one of two snapshots, from before the application existed.
# loses: test_what_the_snapshot_holds_is_back test_what_came_after_is_gone test_controllers_and_kubelets_work_again test_the_nodes_report_again
ssh controlplane bash -s <<'NODE'
set -euo pipefail
manifests=/etc/kubernetes/manifests
mkdir -p /root/stopped
mv $manifests/etcd.yaml $manifests/kube-apiserver.yaml /root/stopped/
while pgrep --exact etcd || pgrep --exact kube-apiserver; do sleep 1; done > /dev/null
etcdutl snapshot restore $(dirname {{ snapshot }})/sunday.db --data-dir /var/lib/etcd-from-backup --bump-revision 1000000000 --mark-compacted
sed -i "s|path: {{ data_dir }}$|path: /var/lib/etcd-from-backup|" /root/stopped/etcd.yaml
mv /root/stopped/etcd.yaml /root/stopped/kube-apiserver.yaml $manifests/
NODE
until kubectl get --raw /readyz; do sleep 1; done
kubectl create deployment after-restore --image clusterdojo/web:1.0 --replicas 2
kubectl rollout status deployment after-restore --timeout 180s
