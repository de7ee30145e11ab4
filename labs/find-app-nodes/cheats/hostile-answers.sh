# Answers that never end, never begin, or are the system's own.
# loses: test_the_nodes_that_host_the_application test_all_taints_of_the_workers test_the_nodes_open_to_any_pod test_the_nodes_that_evict
mkdir -p answers
ln -s /dev/zero answers/nodes.txt
mkfifo answers/taints.txt
ln -s /proc/kmsg answers/open.txt
head -c 200000000 /dev/zero > answers/evicting.txt
