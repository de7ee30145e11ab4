# Restored again to a third directory, where the next administrator will not look for the data.
# loses: test_etcd_keeps_its_data_in_the_restored_directory test_the_old_data_are_still_there
ssh controlplane bash -s <<'NODE'
set -euo pipefail
mv /etc/kubernetes/manifests/etcd.yaml /root/etcd.yaml
while pgrep --exact etcd; do sleep 1; done > /dev/null
etcdutl snapshot restore /opt/backup/before.db --data-dir /var/lib/etcd-again --bump-revision 1000000000 --mark-compacted
sed -i \
    -e "s|path: /var/lib/etcd-from-backups*$|path: /var/lib/etcd-again|" \
    -e "s|--data-dirs=|--data-dir=|" \
    -e "s|- --trusted-ca-file=.*|- --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt|" \
    /root/etcd.yaml
chown -R --reference={{ data_dir }} /var/lib/etcd-again
mv /root/etcd.yaml /etc/kubernetes/manifests/etcd.yaml
NODE
# kubectl may fail at first: the kubelet restarts the API server once etcd answers.
until kubectl --namespace {{ namespace }} get deployment {{ app }}; do sleep 1; done
until kubectl --namespace {{ namespace }} rollout status deployment {{ app }} --timeout 180s; do sleep 1; done
kubectl wait --for condition=Ready node --all --timeout 180s
