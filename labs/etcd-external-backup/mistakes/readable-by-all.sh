# Everybody can read the file, and with it the passwords of the whole cluster.
# loses: test_nobody_else_may_read_it
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
mkdir -p backup
scp -q etcd-server:{{ folder }}/{{ file }} backup/{{ file }}
etcdutl snapshot status backup/{{ file }} --write-out=simple | cut -d , -f 2 > answers/revision.txt
ssh etcd-server chmod 644 {{ folder }}/{{ file }}
