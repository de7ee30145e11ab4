# All answers are right, but a package of a worker was already upgraded.
# loses: test_nothing_was_upgraded
kubectl version | sed -n 's/^Server Version: //p' > answers/version.txt
echo v{{ to_version }} > answers/target.txt
printf 'kubelet %s\n' controlplane node01 node02 > answers/by-hand.txt
kubectl get nodes --no-headers -o 'custom-columns=NAME:.metadata.name,EFFECTS:.spec.taints[*].effect' |
    awk '$2 !~ /NoSchedule|NoExecute/ { print $1 }' > answers/nodes.txt
seq {{ to_minor.split('.')[1]|int - behind + 1 }} {{ to_minor.split('.')[1] }} |
    sed 's/^/{{ to_minor.split('.')[0] }}./' > answers/steps.txt
ssh node01 bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-get install -y --allow-change-held-packages kubelet='{{ to_version }}-*'
apt-mark hold kubelet
END
