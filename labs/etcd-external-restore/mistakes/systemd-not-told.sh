# The unit file was changed without a daemon-reload: systemd still uses the old one.
# loses: test_what_the_snapshot_holds_is_back test_what_came_after_is_gone test_etcd_keeps_its_data_in_the_new_directory test_the_directory_is_a_restored_one test_the_old_data_are_still_there test_etcd_may_write_there_and_nobody_else test_it_does_so_after_the_next_start test_controllers_and_kubelets_work_again test_the_nodes_report_again
ssh etcd-server bash -s <<'HOST'
set -euo pipefail
etcdutl snapshot restore {{ snapshot }} --data-dir /var/lib/etcd-data-new
chown -R etcd:etcd /var/lib/etcd-data-new
sed -i "s|--data-dir={{ data_dir }} |--data-dir=/var/lib/etcd-data-new |" /etc/systemd/system/etcd.service
systemctl restart etcd
HOST
until kubectl get --raw /readyz; do sleep 1; done
kubectl create deployment after-restore --image clusterdojo/web:1.0 --replicas 2
kubectl rollout status deployment after-restore --timeout 180s
