# An old snapshot of this cluster, from before anything happened in it.
ssh controlplane bash -s <<'SETUP'
set -euo pipefail
[ -e /root/last-month.db ] && exit
pki=/etc/kubernetes/pki/etcd
etcdctl --endpoints https://127.0.0.1:2379 --cacert $pki/ca.crt --cert $pki/server.crt --key $pki/server.key \
    snapshot save /root/last-month.db
chmod 600 /root/last-month.db
SETUP
