# With manifests instead of commands, and in another order.
printf "%s\n" "cluster1 2" "cluster2 1" > answers/nodes.txt
printf 'cluster2  external\t{{ dir2 }}/\n\ncluster1 stacked {{ dir1 }}\n' > answers/etcd.txt
ssh {{ goal }}-controlplane 'echo {{ team }} >> /etc/cluster-owner; printf "{{ team }}" >> /etc/cluster-owner'
kubectl --context {{ goal }} --namespace {{ namespace }} get deployment {{ app }} --output yaml > app.yaml
sed -i 's/^  replicas: .*/  replicas: {{ replicas }}/' app.yaml
kubectl --context {{ goal }} apply --filename app.yaml
kubectl --context {{ goal }} --namespace {{ namespace }} rollout status deployment {{ app }} --timeout 180s
