# Taken from an old manifest on the node, where etcd no longer runs.
# loses: test_which_machine_it_is test_where_it_is_asked test_where_the_data_are test_which_certificates_it_serves_with
echo etcd-server > answers/host.txt
echo https://etcd-server:2379 > answers/endpoint.txt
echo {{ data_dir }} > answers/data-dir.txt
printf "/etc/etcd/pki/%s\n" server.crt server.key ca.crt > answers/certificates.txt
echo {{ members }} > answers/members.txt
ssh cluster2-controlplane cat /etc/kubernetes/etcd.yaml.old > old.yaml
option() { sed -n "s/^ *- --$1=//p" old.yaml; }
echo controlplane > answers/host.txt
option advertise-client-urls > answers/endpoint.txt
option data-dir > answers/data-dir.txt
{ option cert-file; option key-file; option trusted-ca-file; } > answers/certificates.txt
