# The etcd of the customers' cluster was restarted to find out where it keeps its data.
# loses: test_the_other_cluster_is_untouched
printf "%s\n" "cluster1 2" "cluster2 1" > answers/nodes.txt
printf "%s\n" "cluster1 stacked {{ dir1 }}" "cluster2 external {{ dir2 }}" > answers/etcd.txt
kubectl --context {{ goal }} scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
kubectl --context {{ goal }} rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 180s
ssh {{ goal }}-controlplane "echo {{ team }} > /etc/cluster-owner"
if [ {{ goal }} = cluster1 ]; then
    ssh etcd-server systemctl restart etcd
    until kubectl --context cluster2 get --raw /readyz; do sleep 1; done
else
    restarts() {
        kubectl --context cluster1 --namespace kube-system get pod etcd-controlplane \
            --output 'jsonpath={.status.containerStatuses[0].restartCount}'
    }
    was=$(restarts)
    ssh cluster1-controlplane pkill --exact etcd
    until [ "$(restarts || echo "$was")" != "$was" ]; do sleep 1; done
fi
