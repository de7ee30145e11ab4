# Answers that never end, or never begin.
# loses: test_the_nodes_of_each_cluster test_the_etcd_of_each_cluster
mkdir -p answers
mkfifo answers/nodes.txt
ln -s /dev/zero answers/etcd.txt
