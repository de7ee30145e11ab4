# On the other cluster's control plane, everybody may read the key of the API server now.
# after: solution
# earns: nothing
ssh {{ "cluster2" if goal == "cluster1" else "cluster1" }}-controlplane chmod 644 /etc/kubernetes/pki/apiserver.key
