# Written in an editor: in another order, with spaces, empty lines and a repeated entry.
kubectl get pods --namespace {{ namespace }} --output wide
kubectl describe nodes
printf '%s\r\n' {{ workers[:spread] | reverse | join(' ') }} {{ workers[0] }} '' > answers/nodes.txt
cat > answers/taints.txt << EOF

# the taints
{{ workers[3] }}	{{ reasons[2] }}=true:NoSchedule
{{ workers[3] }}	{{ reasons[1] }}=until-friday:NoExecute
  {{ workers[2] }}   {{ reasons[0] }}=true:PreferNoSchedule
{{ workers[1] }} {{ reserved }}={{ app }}:NoSchedule
EOF
printf '%s\n%s' {{ workers[2] }} {{ workers[0] }} > answers/open.txt
printf '%s' {{ workers[3] }} > answers/evicting.txt
