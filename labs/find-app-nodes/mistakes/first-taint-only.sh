# This command shows only the first taint of each node.
# loses: test_all_taints_of_the_workers
printf '%s\n' {{ workers[:spread] | join(' ') }} > answers/nodes.txt
cat > answers/taints.txt << EOF
{{ workers[1] }} {{ reserved }}={{ app }}:NoSchedule
{{ workers[2] }} {{ reasons[0] }}=true:PreferNoSchedule
{{ workers[3] }} {{ reasons[1] }}=until-friday:NoExecute
{{ workers[3] }} {{ reasons[2] }}=true:NoSchedule
EOF
printf '%s\n' {{ workers[0] }} {{ workers[2] }} > answers/open.txt
echo {{ workers[3] }} > answers/evicting.txt
for node in node01 node02 node03 node04; do
    kubectl describe node "$node" | grep -i taints | awk -v node="$node" '$2 != "<none>" { print node, $2 }'
done > answers/taints.txt
