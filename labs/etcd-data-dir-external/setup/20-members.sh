# A second member that was added but not started: as a learner it has no vote, so nothing waits for it.
ssh etcd-server bash -s {{ members }} <<'SETUP'
set -euo pipefail
pki=/etc/etcd/pki
etcd() { etcdctl --endpoints https://127.0.0.1:2379 --cacert $pki/ca.crt --cert $pki/server.crt --key $pki/server.key "$@"; }
if [ "$(etcd member list | wc -l)" -lt "$1" ]; then
    etcd member add etcd-server-2 --learner --peer-urls https://192.0.2.18:2380
fi
SETUP
