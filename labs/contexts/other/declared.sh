# With a new context, manifests instead of commands, and answers from an editor.
kubectl config set-context right --cluster {{ goal }} --user {{ goal }}-admin --namespace {{ namespace }}
kubectl config use-context right
kubectl get deployment {{ app }} --output yaml > app.yaml
sed -i 's/^  replicas: .*/  replicas: {{ replicas }}/' app.yaml
kubectl apply --filename app.yaml
kubectl patch node node01 --patch '{"metadata": {"labels": {"{{ label }}": "{{ mark }}"}}}'
printf '\n  2 \n\n' > answers/clusters.txt
printf 'cluster2   %s\r\ncluster1\t%s' {{ nodes[1] }} {{ nodes[0] }} > answers/nodes.txt
printf '%s' '{{ home }}  {{ spot }}' > answers/{{ lost }}.txt
