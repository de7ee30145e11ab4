# Taken from an old manifest that is no longer used.
# loses: test_where_the_data_are
echo kube-system/etcd-controlplane > answers/pod.txt
ssh controlplane cat /etc/kubernetes/etcd.yaml.old > old.yaml
option() { sed -n "s/^ *- --$1=//p" old.yaml; }
option data-dir > answers/data-dir.txt
option advertise-client-urls > answers/endpoint.txt
{ option cert-file; option key-file; option trusted-ca-file; } > answers/certificates.txt
