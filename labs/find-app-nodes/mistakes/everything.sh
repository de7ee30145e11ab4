# All node names in every file.
# loses: test_the_nodes_that_host_the_application test_all_taints_of_the_workers test_the_nodes_open_to_any_pod test_the_nodes_that_evict
for file in nodes taints open evicting; do
    kubectl get nodes --output name | cut -d / -f 2 > "answers/$file.txt"
done
