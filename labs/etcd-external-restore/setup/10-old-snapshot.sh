# An older snapshot of this cluster, from before the application existed.
ssh etcd-server bash -s <<'SETUP'
set -euo pipefail
old=$(dirname {{ snapshot }})/sunday.db
[ -e "$old" ] && exit
mkdir -p "$(dirname "$old")"
pki=/etc/etcd/pki
etcdctl --endpoints https://127.0.0.1:2379 --cacert $pki/ca.crt --cert $pki/server.crt --key $pki/server.key \
    snapshot save "$old"
SETUP
