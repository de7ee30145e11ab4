kubectl config use-context cluster1
kubectl get pods --namespace kube-system
kubectl describe pod etcd-controlplane --namespace kube-system > etcd.txt

echo kube-system/etcd-controlplane > answers/pod.txt
option() { sed -n "s/^ *--$1=//p" etcd.txt; }
option data-dir > answers/data-dir.txt
option advertise-client-urls > answers/endpoint.txt
{ option cert-file; option key-file; option trusted-ca-file; } > answers/certificates.txt
