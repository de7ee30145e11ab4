# The new directory contains the old data, and the test Deployment is missing.
# loses: test_what_the_snapshot_holds_is_back test_what_came_after_is_gone test_the_directory_is_a_restored_one test_controllers_and_kubelets_work_again test_the_nodes_report_again
ssh etcd-server bash -s <<'HOST'
set -euo pipefail
systemctl stop etcd
cp -a {{ data_dir }} /var/lib/etcd-data-new
sed -i "s|--data-dir={{ data_dir }} |--data-dir=/var/lib/etcd-data-new |" /etc/systemd/system/etcd.service
systemctl daemon-reload
systemctl start etcd
HOST
until kubectl get --raw /readyz; do sleep 1; done
