# The usual steps, on the usual cluster: a snapshot of cluster1.
# loses: test_it_is_a_whole_snapshot_of_now test_nobody_else_may_read_it test_a_copy_is_elsewhere test_its_revision_is_written_down
ssh cluster1-controlplane etcdctl snapshot save /root/now.db --endpoints https://127.0.0.1:2379 \
    --cacert /etc/kubernetes/pki/etcd/ca.crt --cert /etc/kubernetes/pki/etcd/server.crt \
    --key /etc/kubernetes/pki/etcd/server.key
mkdir -p backup
scp -q cluster1-controlplane:/root/now.db backup/{{ file }}
ssh etcd-server mkdir -p {{ folder }}
scp -q backup/{{ file }} etcd-server:{{ folder }}/{{ file }}
ssh etcd-server chmod 600 {{ folder }}/{{ file }}
etcdutl snapshot status backup/{{ file }} --write-out=simple | cut -d , -f 2 > answers/revision.txt
