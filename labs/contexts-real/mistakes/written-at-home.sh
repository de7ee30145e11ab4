# The file was written on the learner's own machine, before ssh.
# loses: test_the_owner_is_on_the_machine
printf "%s\n" "cluster1 2" "cluster2 1" > answers/nodes.txt
printf "%s\n" "cluster1 stacked {{ dir1 }}" "cluster2 external {{ dir2 }}" > answers/etcd.txt
kubectl config use-context {{ goal }}
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 180s
echo {{ team }} > cluster-owner
