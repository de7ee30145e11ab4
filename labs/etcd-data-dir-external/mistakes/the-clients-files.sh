# The API server's files are those of a client: etcd verifies them, but serves with others.
# loses: test_which_certificates_it_serves_with
echo etcd-server > answers/host.txt
echo https://etcd-server:2379 > answers/endpoint.txt
echo {{ data_dir }} > answers/data-dir.txt
printf "/etc/etcd/pki/%s\n" server.crt server.key ca.crt > answers/certificates.txt
echo {{ members }} > answers/members.txt
ssh cluster2-controlplane grep -e etcd-.*file= /etc/kubernetes/manifests/kube-apiserver.yaml | sed 's/.*=//' > answers/certificates.txt
