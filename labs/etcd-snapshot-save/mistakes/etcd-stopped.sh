# etcd was restarted first, to be on the safe side.
# loses: test_etcd_goes_on_serving
old=$(ssh controlplane pgrep --exact etcd)
ssh controlplane kill "$old"
until new=$(ssh controlplane pgrep --exact etcd) && [ "$new" != "$old" ]; do sleep 1; done
until kubectl get --raw /readyz; do sleep 1; done
ssh controlplane "mkdir -p {{ folder }}
    etcdctl snapshot save {{ folder }}/{{ file }} --endpoints https://127.0.0.1:2379 \\
    --cacert /etc/kubernetes/pki/etcd/ca.crt --cert /etc/kubernetes/pki/etcd/server.crt \\
    --key /etc/kubernetes/pki/etcd/server.key
    chmod 600 {{ folder }}/{{ file }}"
ssh controlplane etcdutl snapshot status {{ folder }}/{{ file }} --write-out=simple > status.txt
cut -d , -f 1 status.txt > answers/hash.txt
cut -d , -f 2 status.txt > answers/revision.txt
cut -d , -f 3 status.txt > answers/keys.txt
