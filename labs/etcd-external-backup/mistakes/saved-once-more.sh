# Saved again after the copy and the answer were made: the new snapshot differs.
# loses: test_nothing_else_was_changed test_a_copy_is_elsewhere test_its_revision_is_written_down
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
kubectl --context cluster2 create configmap later --namespace {{ namespace }} --from-literal key=value
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
