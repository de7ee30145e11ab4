# The answer was noted on the node itself, although nothing should be changed.
# loses: test_nothing_else_was_changed
kubectl config use-context cluster2
kubectl get pods --namespace kube-system
kubectl describe pod kube-apiserver-controlplane --namespace kube-system > apiserver.txt

sed -n 's/^ *--etcd-servers=//p' apiserver.txt > answers/endpoint.txt
sed 's|^https://||; s|:2379$||' answers/endpoint.txt > answers/host.txt

ssh etcd-server 'tr "\0" "\n" < /proc/$(pgrep --exact etcd)/cmdline' > arguments.txt
option() { sed -n "s/^--$1=//p" arguments.txt; }
option data-dir > answers/data-dir.txt
{ option cert-file; option key-file; option trusted-ca-file; } > answers/certificates.txt

ssh etcd-server etcdctl member list --endpoints https://127.0.0.1:2379 --cacert "$(option trusted-ca-file)" \
    --cert "$(option cert-file)" --key "$(option key-file)" | wc -l > answers/members.txt
kubectl annotate node controlplane etcd=external
