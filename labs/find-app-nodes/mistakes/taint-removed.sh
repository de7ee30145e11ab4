# The taint was removed to see which pods would come.
# loses: test_nothing_else_was_changed
printf '%s\n' {{ workers[:spread] | join(' ') }} > answers/nodes.txt
cat > answers/taints.txt << EOF
{{ workers[1] }} {{ reserved }}={{ app }}:NoSchedule
{{ workers[2] }} {{ reasons[0] }}=true:PreferNoSchedule
{{ workers[3] }} {{ reasons[1] }}=until-friday:NoExecute
{{ workers[3] }} {{ reasons[2] }}=true:NoSchedule
EOF
printf '%s\n' {{ workers[0] }} {{ workers[2] }} > answers/open.txt
echo {{ workers[3] }} > answers/evicting.txt
kubectl taint nodes {{ workers[1] }} {{ reserved }}-
