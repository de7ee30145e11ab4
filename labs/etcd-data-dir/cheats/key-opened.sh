# Only look: but everybody on the node may read etcd's key now.
# after: solution
# earns: nothing
ssh controlplane chmod 644 /etc/kubernetes/pki/etcd/server.key
