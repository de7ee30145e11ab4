# Written from memory: a typical etcd has three members and this address.
# loses: test_where_it_is_asked test_how_many_members_it_has
echo etcd-server > answers/host.txt
echo https://etcd-server:2379 > answers/endpoint.txt
echo {{ data_dir }} > answers/data-dir.txt
printf "/etc/etcd/pki/%s\n" server.crt server.key ca.crt > answers/certificates.txt
echo {{ members }} > answers/members.txt
echo 3 > answers/members.txt
echo https://127.0.0.1:2379 > answers/endpoint.txt
