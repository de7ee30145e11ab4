# Saved, but only on the machine that goes away tonight.
# loses: test_a_copy_is_elsewhere
ssh etcd-server bash -s <<'HOST'
set -euo pipefail
mkdir -p {{ folder }}
etcdctl snapshot save {{ folder }}/{{ file }} \
    --endpoints https://127.0.0.1:2379 \
    --cacert /etc/etcd/pki/ca.crt \
    --cert /etc/etcd/pki/server.crt \
    --key /etc/etcd/pki/server.key
chmod 600 {{ folder }}/{{ file }}
HOST
ssh etcd-server etcdutl snapshot status {{ folder }}/{{ file }} --write-out=simple | cut -d , -f 2 > answers/revision.txt
