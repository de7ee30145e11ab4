# The manifest was edited, so that etcd was restarted.
# loses: test_nothing_else_was_changed test_etcd_is_as_it_was
echo kube-system/etcd-controlplane > answers/pod.txt
kubectl describe pod etcd-controlplane --namespace kube-system > etcd.txt
option() { sed -n "s/^ *--$1=//p" etcd.txt; }
option data-dir > answers/data-dir.txt
option advertise-client-urls > answers/endpoint.txt
{ option cert-file; option key-file; option trusted-ca-file; } > answers/certificates.txt
old=$(ssh controlplane pgrep --exact etcd)
ssh controlplane 'sed -i "s/--snapshot-count=10000/--snapshot-count=5000/" /etc/kubernetes/manifests/etcd.yaml'
until new=$(ssh controlplane pgrep --exact etcd) && [ "$new" != "$old" ]; do sleep 1; done
until kubectl get --raw /readyz; do sleep 1; done
