# From the manifest on the node and the unit on the other machine; the members are listed from the node with the API server's files.
ssh cluster2-controlplane grep etcd-servers /etc/kubernetes/manifests/kube-apiserver.yaml | sed 's/.*=//' > answers/endpoint.txt
echo etcd-server > answers/host.txt
ssh etcd-server systemctl cat etcd > unit.txt
option() { sed -n "s/^ *--$1=\([^ ]*\).*/\1/p" unit.txt; }
option data-dir > answers/data-dir.txt
{ option trusted-ca-file; option cert-file; option key-file; } > answers/certificates.txt
pki=/etc/kubernetes/pki
ssh cluster2-controlplane etcdctl member list --endpoints https://etcd-server:2379 --cacert $pki/etcd/ca.crt \
    --cert $pki/apiserver-etcd-client.crt --key $pki/apiserver-etcd-client.key --write-out=simple > members.txt
printf ' %s \n' "$(grep --count . members.txt)" > answers/members.txt
