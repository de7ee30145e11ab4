# The snapshot is saved, but nothing is written down.
# loses: test_its_hash_is_written_down test_its_revision_is_written_down test_its_keys_are_written_down
ssh controlplane "mkdir -p {{ folder }}
    etcdctl snapshot save {{ folder }}/{{ file }} --endpoints https://127.0.0.1:2379 \\
    --cacert /etc/kubernetes/pki/etcd/ca.crt --cert /etc/kubernetes/pki/etcd/server.crt \\
    --key /etc/kubernetes/pki/etcd/server.key
    chmod 600 {{ folder }}/{{ file }}"
