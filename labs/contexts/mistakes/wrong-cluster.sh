# Nobody checked the context: everything was done on the wrong cluster.
# loses: test_nothing_else_was_changed test_the_application_has_its_replicas test_node01_has_the_label
echo 2 > answers/clusters.txt
printf '%s\n' 'cluster1 {{ nodes[0] }}' 'cluster2 {{ nodes[1] }}' > answers/nodes.txt
echo {{ home }} {{ spot }} > answers/{{ lost }}.txt
kubectl config use-context {{ "cluster2" if goal == "cluster1" else "cluster1" }}
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ replicas }}
kubectl label node node01 {{ label }}={{ mark }}
