# Answers that never end, never begin, or are the system's own.
# loses: test_the_version_of_the_cluster test_the_version_to_go_to test_the_nodes_that_can_host_workloads test_what_is_upgraded_by_hand test_the_steps_of_the_other_cluster
mkdir -p answers
mkfifo answers/version.txt
ln -s /dev/zero answers/target.txt
ln -s /proc/kmsg answers/nodes.txt
mkdir answers/by-hand.txt
head -c 200000000 /dev/zero > answers/steps.txt
