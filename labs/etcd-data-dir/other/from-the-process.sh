# On the node: the arguments of the process that runs, as one would for an etcd outside the cluster.
echo kube-system/etcd-controlplane > answers/pod.txt
ssh controlplane 'tr "\0" "\n" < /proc/$(pgrep --exact etcd)/cmdline' > arguments.txt
option() { sed -n "s/^--$1=//p" arguments.txt; }
option data-dir > answers/data-dir.txt
option advertise-client-urls > answers/endpoint.txt
{ option trusted-ca-file; option cert-file; option key-file; } > answers/certificates.txt
