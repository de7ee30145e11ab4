kubectl config get-contexts
# Ask each question once for each cluster.
for context in cluster1 cluster2; do
    echo "$context $(kubectl --context "$context" get nodes --no-headers | wc -l)"
done > answers/nodes.txt

# cluster1 has an etcd pod. cluster2 has none: its API server uses another machine.
kubectl --context cluster1 --namespace kube-system get pods
kubectl --context cluster2 --namespace kube-system get pods
stacked=$(kubectl --context cluster1 --namespace kube-system get pod etcd-controlplane \
    --output 'jsonpath={.spec.volumes[?(@.name=="etcd-data")].hostPath.path}')
machine=$(kubectl --context cluster2 --namespace kube-system describe pod kube-apiserver-controlplane |
    sed -n 's|^ *--etcd-servers=https://\(.*\):2379|\1|p')
external=$(ssh "$machine" 'tr "\0" "\n" < /proc/$(pgrep --exact etcd)/cmdline' | sed -n 's/^--data-dir=//p')
printf '%s\n' "cluster1 stacked $stacked" "cluster2 external $external" > answers/etcd.txt

kubectl config use-context {{ goal }}
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 180s
ssh {{ goal }}-controlplane "echo {{ team }} > /etc/cluster-owner"
