# The restored snapshot comes from another etcd.
# loses: test_nothing_else_was_changed test_what_the_snapshot_holds_is_back test_what_came_after_is_gone test_controllers_and_kubelets_work_again test_the_nodes_report_again
ssh cluster2-controlplane bash -s <<'NODE'
set -euo pipefail
mkdir -p /root/stopped
mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/stopped/
while pgrep --exact kube-apiserver; do sleep 1; done > /dev/null
NODE
ssh etcd-server bash -s <<'HOST'
set -euo pipefail
etcd --data-dir /root/experiment --listen-client-urls http://127.0.0.1:12379 --advertise-client-urls http://127.0.0.1:12379 \
    --listen-peer-urls http://127.0.0.1:12380 --initial-advertise-peer-urls http://127.0.0.1:12380 \
    --initial-cluster default=http://127.0.0.1:12380 > /root/experiment.log 2>&1 &
until etcdctl --endpoints http://127.0.0.1:12379 put greeting hello; do sleep 0.2; done
etcdctl --endpoints http://127.0.0.1:12379 snapshot save /root/experiment.db
kill %1
systemctl stop etcd
etcdutl snapshot restore /root/experiment.db --data-dir /var/lib/etcd-data-new
chown -R etcd:etcd /var/lib/etcd-data-new
sed -i "s|--data-dir={{ data_dir }} |--data-dir=/var/lib/etcd-data-new |" /etc/systemd/system/etcd.service
systemctl daemon-reload
systemctl start etcd
HOST
ssh cluster2-controlplane mv /root/stopped/kube-apiserver.yaml /etc/kubernetes/manifests/
# The controllers of a new cluster create their accounts one by one: wait until no more appear.
ssh cluster2-controlplane bash -s <<'NODE'
accounts() { kubectl --kubeconfig /etc/kubernetes/super-admin.conf get serviceaccounts --all-namespaces --output name | wc -l; }
last=-1
until now=$(accounts) && [ "$now" = "$last" ] && [ "$now" -gt 20 ]; do last=${now:--1}; sleep 10; done
NODE
