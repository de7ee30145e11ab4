# These options are for other members of etcd, and the pod lacks its namespace.
# loses: test_which_pod_it_is test_where_it_is_asked test_which_certificates_it_serves_with
kubectl describe pod etcd-controlplane --namespace kube-system > etcd.txt
echo etcd-controlplane > answers/pod.txt
option() { sed -n "s/^ *--$1=//p" etcd.txt; }
option data-dir > answers/data-dir.txt
option initial-advertise-peer-urls > answers/endpoint.txt
{ option peer-cert-file; option peer-key-file; option peer-trusted-ca-file; } > answers/certificates.txt
