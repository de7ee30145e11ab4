# Written from memory: the usual values, and the address of the local machine.
# loses: test_where_the_data_are test_where_it_is_asked
echo kube-system/etcd-controlplane > answers/pod.txt
echo /var/lib/etcd/default > answers/data-dir.txt
echo https://127.0.0.1:2379 > answers/endpoint.txt
printf '%s\n' /etc/kubernetes/pki/etcd/server.crt /etc/kubernetes/pki/etcd/server.key \
    /etc/kubernetes/pki/etcd/ca.crt > answers/certificates.txt
