# The current version of the other cluster is not a step.
# loses: test_the_steps_of_the_other_cluster
kubectl version | sed -n 's/^Server Version: //p' > answers/version.txt
echo v{{ to_version }} > answers/target.txt
printf 'kubelet %s\n' controlplane node01 node02 > answers/by-hand.txt
kubectl get nodes --no-headers -o 'custom-columns=NAME:.metadata.name,EFFECTS:.spec.taints[*].effect' |
    awk '$2 !~ /NoSchedule|NoExecute/ { print $1 }' > answers/nodes.txt
seq {{ to_minor.split('.')[1]|int - behind }} {{ to_minor.split('.')[1] }} |
    sed 's/^/{{ to_minor.split('.')[0] }}./' > answers/steps.txt
