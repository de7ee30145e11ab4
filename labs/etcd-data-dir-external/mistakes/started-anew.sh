# etcd was restarted to read its options in the journal: the cluster was down in the meantime.
# loses: test_etcd_is_as_it_was
echo etcd-server > answers/host.txt
echo https://etcd-server:2379 > answers/endpoint.txt
echo {{ data_dir }} > answers/data-dir.txt
printf "/etc/etcd/pki/%s\n" server.crt server.key ca.crt > answers/certificates.txt
echo {{ members }} > answers/members.txt
ssh etcd-server systemctl restart etcd
until kubectl get --raw /readyz; do sleep 1; done
