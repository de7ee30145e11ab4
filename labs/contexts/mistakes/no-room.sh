# The number is right, but the pods request more than the nodes have, so that not all of them run.
# loses: test_nothing_else_was_changed test_the_application_has_its_replicas
echo 2 > answers/clusters.txt
printf '%s\n' 'cluster1 {{ nodes[0] }}' 'cluster2 {{ nodes[1] }}' > answers/nodes.txt
echo {{ home }} {{ spot }} > answers/{{ lost }}.txt
kubectl config use-context {{ goal }}
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
kubectl label node node01 {{ label }}={{ mark }}
kubectl set resources deployment {{ app }} --namespace {{ namespace }} --requests cpu=1000
