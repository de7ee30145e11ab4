# Taken from the configuration file beside the certificates, which the process does not use.
# loses: test_where_the_data_are test_which_certificates_it_serves_with
echo etcd-server > answers/host.txt
echo https://etcd-server:2379 > answers/endpoint.txt
echo {{ data_dir }} > answers/data-dir.txt
printf "/etc/etcd/pki/%s\n" server.crt server.key ca.crt > answers/certificates.txt
echo {{ members }} > answers/members.txt
ssh etcd-server cat /etc/etcd/etcd.conf.yml > etcd.conf.yml
option() { sed -n "s/^ *$1: //p" etcd.conf.yml; }
option data-dir > answers/data-dir.txt
{ option cert-file; option key-file; option trusted-ca-file; } > answers/certificates.txt
