# The option names a directory that is not mounted: etcd, and so the cluster, starts empty.
# loses: test_nothing_else_was_changed test_what_the_snapshot_holds_is_back test_what_came_after_is_gone test_etcd_keeps_its_data_in_the_new_directory test_the_directory_is_a_restored_one test_the_old_data_are_still_there test_controllers_and_kubelets_work_again test_the_nodes_report_again
ssh controlplane bash -s <<'NODE'
set -euo pipefail
manifests=/etc/kubernetes/manifests
mkdir -p /root/stopped
mv $manifests/etcd.yaml $manifests/kube-apiserver.yaml /root/stopped/
while pgrep --exact etcd || pgrep --exact kube-apiserver; do sleep 1; done > /dev/null
etcdutl snapshot restore {{ snapshot }} --data-dir /var/lib/etcd-from-backup --bump-revision 1000000000 --mark-compacted
sed -i "s|--data-dir={{ data_dir }}\$|--data-dir=/var/lib/etcd-from-backup|" /root/stopped/etcd.yaml
mv /root/stopped/etcd.yaml /root/stopped/kube-apiserver.yaml $manifests/
NODE
until kubectl get --raw /readyz; do sleep 1; done
# The controllers of a new cluster create their accounts one by one: wait until no more appear.
ssh controlplane bash -s <<'NODE'
accounts() { kubectl --kubeconfig /etc/kubernetes/super-admin.conf get serviceaccounts --all-namespaces --output name | wc -l; }
last=-1
until now=$(accounts) && [ "$now" = "$last" ] && [ "$now" -gt 20 ]; do last=${now:--1}; sleep 10; done
NODE
