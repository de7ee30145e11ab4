# Change nothing: but everybody on the machine may read etcd's key now.
# after: solution
# earns: nothing
ssh etcd-server chmod 644 /etc/etcd/pki/server.key
