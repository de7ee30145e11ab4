# A member that was prepared but not started yet was removed as if it were a leftover.
# loses: test_etcd_is_as_it_was
echo etcd-server > answers/host.txt
echo https://etcd-server:2379 > answers/endpoint.txt
echo {{ data_dir }} > answers/data-dir.txt
printf "/etc/etcd/pki/%s\n" server.crt server.key ca.crt > answers/certificates.txt
echo {{ members }} > answers/members.txt
ssh etcd-server bash -s <<'HOST'
set -euo pipefail
pki=/etc/etcd/pki
etcd() { etcdctl --endpoints https://127.0.0.1:2379 --cacert $pki/ca.crt --cert $pki/server.crt --key $pki/server.key "$@"; }
# If there is no such member, one is added instead, which is no better.
other=$(etcd member list | sed -n 's/, unstarted,.*//p')
if [ -n "$other" ]; then etcd member remove "$other"; else etcd member add spare --learner --peer-urls https://192.0.2.19:2380; fi
HOST
