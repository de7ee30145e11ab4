# Leftovers from moving etcd around: similar directories and an old manifest.
ssh controlplane bash -s {{ data_dir }} <<'SETUP'
set -euo pipefail
for other in /var/lib/etcd /var/lib/etcd-data /var/lib/etcd-k7 /var/lib/etcd-main; do
    [ "$other" != "$1" ] || continue
    mkdir -p -m 700 "$other/member/snap" "$other/member/wal"
    head -c 1048576 /dev/zero > "$other/member/snap/db"
    old=$other
done
sed "s|$1|$old|g" /etc/kubernetes/manifests/etcd.yaml > /etc/kubernetes/etcd.yaml.old
SETUP
