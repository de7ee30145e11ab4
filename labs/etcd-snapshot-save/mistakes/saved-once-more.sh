# Saved again after the values were written down: the new snapshot differs.
# loses: test_nothing_else_was_changed test_its_hash_is_written_down test_its_revision_is_written_down test_its_keys_are_written_down
ssh controlplane "mkdir -p {{ folder }}
    etcdctl snapshot save {{ folder }}/{{ file }} --endpoints https://127.0.0.1:2379 \\
    --cacert /etc/kubernetes/pki/etcd/ca.crt --cert /etc/kubernetes/pki/etcd/server.crt \\
    --key /etc/kubernetes/pki/etcd/server.key
    chmod 600 {{ folder }}/{{ file }}"
ssh controlplane etcdutl snapshot status {{ folder }}/{{ file }} --write-out=simple > status.txt
cut -d , -f 1 status.txt > answers/hash.txt
cut -d , -f 2 status.txt > answers/revision.txt
cut -d , -f 3 status.txt > answers/keys.txt
kubectl create configmap later --namespace {{ namespace }} --from-literal key=value
ssh controlplane "mkdir -p {{ folder }}
    etcdctl snapshot save {{ folder }}/{{ file }} --endpoints https://127.0.0.1:2379 \\
    --cacert /etc/kubernetes/pki/etcd/ca.crt --cert /etc/kubernetes/pki/etcd/server.crt \\
    --key /etc/kubernetes/pki/etcd/server.key
    chmod 600 {{ folder }}/{{ file }}"
