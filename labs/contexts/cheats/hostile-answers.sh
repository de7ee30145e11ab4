# Answers that never end, or never begin.
# loses: test_the_number_of_clusters test_the_nodes_of_each_cluster test_where_the_lost_application_runs
mkdir -p answers
ln -s /dev/zero answers/clusters.txt
mkfifo answers/nodes.txt
mkdir answers/{{ lost }}.txt
