# A node was uncordoned because the question is about nodes that can host workloads.
# loses: test_nothing_else_was_changed test_the_nodes_that_can_host_workloads
kubectl uncordon {{ cordoned }}
kubectl version | sed -n 's/^Server Version: //p' > answers/version.txt
echo v{{ to_version }} > answers/target.txt
printf 'kubelet %s\n' controlplane node01 node02 > answers/by-hand.txt
kubectl get nodes --no-headers -o 'custom-columns=NAME:.metadata.name,EFFECTS:.spec.taints[*].effect' |
    awk '$2 !~ /NoSchedule|NoExecute/ { print $1 }' > answers/nodes.txt
seq {{ to_minor.split('.')[1]|int - behind + 1 }} {{ to_minor.split('.')[1] }} |
    sed 's/^/{{ to_minor.split('.')[0] }}./' > answers/steps.txt
