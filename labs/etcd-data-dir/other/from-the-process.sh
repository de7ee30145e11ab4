# On the node, from the arguments of the running process, as for an etcd outside of the cluster.
echo kube-system/etcd-controlplane > answers/pod.txt
ssh controlplane 'tr "\0" "\n" < /proc/$(pgrep --exact etcd)/cmdline' > arguments.txt
option() { sed -n "s/^--$1=//p" arguments.txt; }
option data-dir > answers/data-dir.txt
option advertise-client-urls > answers/endpoint.txt
{ option trusted-ca-file; option cert-file; option key-file; } > answers/certificates.txt
