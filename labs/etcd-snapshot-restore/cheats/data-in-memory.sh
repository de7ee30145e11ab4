# The restored data are in memory: the directory is a link, and the next start of the machine forgets them.
# after: solution
# loses: test_etcd_keeps_its_data_in_the_new_directory
ssh controlplane bash -euo pipefail -s <<'NODE'
mkdir -p /root/aside
mv /etc/kubernetes/manifests/etcd.yaml /etc/kubernetes/manifests/kube-apiserver.yaml /root/aside/
while pkill -9 --exact etcd; pkill -9 --exact kube-apiserver; pgrep --exact etcd || pgrep --exact kube-apiserver; do sleep 0.5; done > /dev/null
cp --archive /var/lib/etcd-from-backup /run/etcd-data
rm -r /var/lib/etcd-from-backup
ln -s /run/etcd-data /var/lib/etcd-from-backup
mv /root/aside/etcd.yaml /root/aside/kube-apiserver.yaml /etc/kubernetes/manifests/
NODE
until kubectl get --raw /readyz > /dev/null; do sleep 1; done
kubectl wait --for condition=Ready node --all --timeout 120s
