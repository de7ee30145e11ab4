# Restored over the old data, so that nobody can go back.
# loses: test_etcd_keeps_its_data_in_the_new_directory test_the_directory_is_a_restored_one test_the_old_data_are_still_there test_etcd_may_write_there_and_nobody_else test_it_does_so_after_the_next_start
ssh cluster2-controlplane bash -s <<'NODE'
set -euo pipefail
mkdir -p /root/stopped
mv /etc/kubernetes/manifests/kube-apiserver.yaml /root/stopped/
while pgrep --exact kube-apiserver; do sleep 1; done > /dev/null
NODE
ssh etcd-server bash -s <<'HOST'
set -euo pipefail
systemctl stop etcd
rm -rf {{ data_dir }}
etcdutl snapshot restore {{ snapshot }} --data-dir {{ data_dir }} --bump-revision 1000000000 --mark-compacted
chown -R etcd:etcd {{ data_dir }}
systemctl start etcd
HOST
ssh cluster2-controlplane mv /root/stopped/kube-apiserver.yaml /etc/kubernetes/manifests/
until kubectl get --raw /readyz; do sleep 1; done
kubectl create deployment after-restore --image clusterdojo/web:1.0 --replicas 2
kubectl rollout status deployment after-restore --timeout 180s
