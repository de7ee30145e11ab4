# kubeadm's own version for the cluster's, the newest one for the next one, all that it lists for what
# it leaves to others, and one great leap.
# loses: test_the_version_of_the_cluster test_the_version_to_go_to test_what_is_upgraded_by_hand test_the_steps_of_the_other_cluster
ssh controlplane kubeadm upgrade plan --ignore-preflight-errors=SystemVerification > plan.txt
ssh controlplane kubeadm version -o short > answers/version.txt
echo v{{ to_minor.split('.')[0] }}.{{ to_minor.split('.')[1]|int + 1 }}.0 > answers/target.txt
awk '$NF ~ /^v?[0-9]/ && $1 !~ /\./ { print $1, $2 }' plan.txt > answers/by-hand.txt
echo {{ to_minor }} > answers/steps.txt
kubectl get nodes --no-headers -o 'custom-columns=NAME:.metadata.name,EFFECTS:.spec.taints[*].effect' |
    awk '$2 !~ /NoSchedule|NoExecute/ { print $1 }' > answers/nodes.txt
