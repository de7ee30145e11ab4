# An old snapshot of this cluster, from before anything happened in it.
ssh etcd-server bash -s <<'SETUP'
set -euo pipefail
[ -e /root/last-week.db ] && exit
pki=/etc/etcd/pki
etcdctl --endpoints https://127.0.0.1:2379 --cacert $pki/ca.crt --cert $pki/server.crt --key $pki/server.key \
    snapshot save /root/last-week.db
chmod 600 /root/last-week.db
SETUP
