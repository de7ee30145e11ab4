# etcd was repaired by running it as another user: as root, or as its own user where it ran as root before.
# loses: test_etcd_runs_as_before
ssh controlplane bash -s <<'NODE'
set -euo pipefail
# You can make the same change in an editor.
sed -i \
    -e "s|path: /var/lib/etcd-from-backups\$|path: /var/lib/etcd-from-backup|" \
    -e "s|--data-dirs=|--data-dir=|" \
    -e "s|- --trusted-ca-file=.*|- --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt|" \
    /etc/kubernetes/manifests/etcd.yaml
chown -R --reference={{ data_dir }} /var/lib/etcd-from-backup
NODE
ssh controlplane bash -s <<'NODE'
set -euo pipefail
manifest=/etc/kubernetes/manifests/etcd.yaml
mv $manifest /root/etcd.yaml
while pgrep --exact etcd; do sleep 1; done > /dev/null
user=2379
! grep -q runAsUser /root/etcd.yaml || user=0
sed -i "s|^    name: etcd$|&\n    securityContext:\n      runAsUser: $user\n      runAsGroup: $user|" /root/etcd.yaml
chown -R $user:$user /var/lib/etcd-from-backup /etc/kubernetes/pki/etcd/server.key /etc/kubernetes/pki/etcd/peer.key
mv /root/etcd.yaml $manifest
NODE
# kubectl may fail at first: the kubelet restarts the API server once etcd answers.
until kubectl --namespace {{ namespace }} get deployment {{ app }}; do sleep 1; done
until kubectl --namespace {{ namespace }} rollout status deployment {{ app }} --timeout 180s; do sleep 1; done
kubectl wait --for condition=Ready node --all --timeout 180s
