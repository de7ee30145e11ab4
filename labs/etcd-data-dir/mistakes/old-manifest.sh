# The manifest that lay nearest: nothing runs from it.
# loses: test_where_the_data_are
echo kube-system/etcd-controlplane > answers/pod.txt
ssh controlplane cat /etc/kubernetes/etcd.yaml.old > old.yaml
option() { sed -n "s/^ *- --$1=//p" old.yaml; }
option data-dir > answers/data-dir.txt
option advertise-client-urls > answers/endpoint.txt
{ option cert-file; option key-file; option trusted-ca-file; } > answers/certificates.txt
