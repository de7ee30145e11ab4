# The answer lists all directories that might be the right one.
# loses: test_where_the_data_are
echo kube-system/etcd-controlplane > answers/pod.txt
ssh controlplane 'ls -d /var/lib/etcd*' > answers/data-dir.txt
kubectl describe pod etcd-controlplane --namespace kube-system > etcd.txt
option() { sed -n "s/^ *--$1=//p" etcd.txt; }
option advertise-client-urls > answers/endpoint.txt
{ option cert-file; option key-file; option trusted-ca-file; } > answers/certificates.txt
