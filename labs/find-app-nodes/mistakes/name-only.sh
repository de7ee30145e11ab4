# Searched by the beginning of the name, which includes another application.
# loses: test_the_nodes_that_host_the_application
printf '%s\n' {{ workers[:spread] | join(' ') }} > answers/nodes.txt
cat > answers/taints.txt << EOF
{{ workers[1] }} {{ reserved }}={{ app }}:NoSchedule
{{ workers[2] }} {{ reasons[0] }}=true:PreferNoSchedule
{{ workers[3] }} {{ reasons[1] }}=until-friday:NoExecute
{{ workers[3] }} {{ reasons[2] }}=true:NoSchedule
EOF
printf '%s\n' {{ workers[0] }} {{ workers[2] }} > answers/open.txt
echo {{ workers[3] }} > answers/evicting.txt
kubectl get pods --namespace {{ namespace }} --output wide | grep {{ app }} | awk '{ print $7 }' > answers/nodes.txt
