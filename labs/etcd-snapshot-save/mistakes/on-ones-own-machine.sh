# The file was moved to the learner's own work folder.
# loses: test_it_is_a_whole_snapshot_of_now test_nobody_else_may_read_it test_its_hash_is_written_down test_its_revision_is_written_down test_its_keys_are_written_down
ssh controlplane "mkdir -p {{ folder }}
    etcdctl snapshot save {{ folder }}/{{ file }} --endpoints https://127.0.0.1:2379 \\
    --cacert /etc/kubernetes/pki/etcd/ca.crt --cert /etc/kubernetes/pki/etcd/server.crt \\
    --key /etc/kubernetes/pki/etcd/server.key
    chmod 600 {{ folder }}/{{ file }}"
ssh controlplane etcdutl snapshot status {{ folder }}/{{ file }} --write-out=simple > status.txt
cut -d , -f 1 status.txt > answers/hash.txt
cut -d , -f 2 status.txt > answers/revision.txt
cut -d , -f 3 status.txt > answers/keys.txt
scp -q controlplane:{{ folder }}/{{ file }} {{ file }}
ssh controlplane rm {{ folder }}/{{ file }}
