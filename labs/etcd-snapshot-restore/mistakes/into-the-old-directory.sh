# Restored over the old data, so that nobody can go back.
# loses: test_etcd_keeps_its_data_in_the_new_directory test_the_directory_is_a_restored_one test_the_old_data_are_still_there
ssh controlplane bash -s <<'NODE'
set -euo pipefail
manifests=/etc/kubernetes/manifests
mkdir -p /root/stopped
mv $manifests/etcd.yaml $manifests/kube-apiserver.yaml /root/stopped/
while pgrep --exact etcd || pgrep --exact kube-apiserver; do sleep 1; done > /dev/null
rm -rf {{ data_dir }}
etcdutl snapshot restore {{ snapshot }} --data-dir {{ data_dir }} --bump-revision 1000000000 --mark-compacted
mv /root/stopped/etcd.yaml /root/stopped/kube-apiserver.yaml $manifests/
NODE
until kubectl get --raw /readyz; do sleep 1; done
kubectl create deployment after-restore --image clusterdojo/web:1.0 --replicas 2
kubectl rollout status deployment after-restore --timeout 180s
