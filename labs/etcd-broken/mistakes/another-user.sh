# Mended by giving etcd another user, in its container: one that may read everything, or one of its own where it had none.
# loses: test_etcd_runs_as_before
ssh controlplane bash -s <<'NODE'
set -euo pipefail
# An editor would do; this is the same change.
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
# The API server may have to be told twice: the kubelet starts it again once etcd answers.
until kubectl --namespace {{ namespace }} get deployment {{ app }}; do sleep 1; done
until kubectl --namespace {{ namespace }} rollout status deployment {{ app }} --timeout 180s; do sleep 1; done
kubectl wait --for condition=Ready node --all --timeout 180s
