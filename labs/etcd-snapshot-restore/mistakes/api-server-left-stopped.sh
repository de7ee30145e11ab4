# etcd is back, but the manifest of the API server was not moved back.
# loses: test_nothing_else_was_changed test_what_the_snapshot_holds_is_back test_what_came_after_is_gone test_controllers_and_kubelets_work_again test_the_nodes_report_again
ssh controlplane bash -s <<'NODE'
set -euo pipefail
manifests=/etc/kubernetes/manifests
mkdir -p /root/stopped
mv $manifests/etcd.yaml $manifests/kube-apiserver.yaml /root/stopped/
while pgrep --exact etcd || pgrep --exact kube-apiserver; do sleep 1; done > /dev/null
etcdutl snapshot restore {{ snapshot }} --data-dir /var/lib/etcd-from-backup --bump-revision 1000000000 --mark-compacted
sed -i "s|path: {{ data_dir }}$|path: /var/lib/etcd-from-backup|" /root/stopped/etcd.yaml
mv /root/stopped/etcd.yaml $manifests/
until pgrep --exact etcd; do sleep 1; done
NODE
