# Mode 640: root's group may read as well, and nobody but root is in it.
ssh controlplane bash -s <<'NODE'
mkdir -p {{ folder }}
etcdctl snapshot save {{ folder }}/{{ file }} \
    --endpoints https://127.0.0.1:2379 \
    --cacert /etc/kubernetes/pki/etcd/ca.crt \
    --cert /etc/kubernetes/pki/etcd/server.crt \
    --key /etc/kubernetes/pki/etcd/server.key
chmod 640 {{ folder }}/{{ file }}
NODE
ssh controlplane etcdutl snapshot status {{ folder }}/{{ file }} --write-out=simple > status.txt
cut -d , -f 1 status.txt > answers/hash.txt
cut -d , -f 2 status.txt > answers/revision.txt
cut -d , -f 3 status.txt > answers/keys.txt
