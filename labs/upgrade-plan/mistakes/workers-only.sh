# The workers host workloads and are upgraded by hand: as a rule, but not here. And the way back.
# loses: test_the_nodes_that_can_host_workloads test_what_is_upgraded_by_hand test_the_steps_of_the_other_cluster
kubectl version | sed -n 's/^Server Version: //p' > answers/version.txt
echo v{{ to_version }} > answers/target.txt
printf '%s\n' node01 node02 > answers/nodes.txt
printf 'kubelet %s\n' node01 node02 > answers/by-hand.txt
seq {{ to_minor.split('.')[1] }} -1 {{ to_minor.split('.')[1]|int - behind + 1 }} |
    sed 's/^/{{ to_minor.split('.')[0] }}./' > answers/steps.txt
