# etcd was restarted for the backup, to be on the safe side: the cluster was down in the meantime.
# loses: test_both_etcds_go_on_serving
ssh etcd-server systemctl restart etcd
until kubectl --context cluster2 get --raw /readyz; do sleep 1; done > /dev/null
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
