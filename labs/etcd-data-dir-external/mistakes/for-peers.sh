# These options are for other members of etcd, not for its clients.
# loses: test_where_it_is_asked test_which_certificates_it_serves_with
echo etcd-server > answers/host.txt
echo https://etcd-server:2379 > answers/endpoint.txt
echo {{ data_dir }} > answers/data-dir.txt
printf "/etc/etcd/pki/%s\n" server.crt server.key ca.crt > answers/certificates.txt
echo {{ members }} > answers/members.txt
ssh etcd-server 'tr "\0" "\n" < /proc/$(pgrep --exact etcd)/cmdline' > arguments.txt
option() { sed -n "s/^--$1=//p" arguments.txt; }
option initial-advertise-peer-urls > answers/endpoint.txt
{ option peer-cert-file; option peer-key-file; option peer-trusted-ca-file; } > answers/certificates.txt
