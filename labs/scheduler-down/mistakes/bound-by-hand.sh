# All pods were bound to a node by hand: the next pod will wait again.
# loses: test_the_scheduler_runs_as_a_static_pod test_it_is_as_kubeadm_sets_it_up test_it_is_the_only_scheduler test_the_waiting_pods_run
for pod in $(kubectl get pods --namespace {{ namespace }} --selector app={{ waiting }} -o jsonpath='{.items[*].metadata.name}'); do
    kubectl create --raw "/api/v1/namespaces/{{ namespace }}/pods/$pod/binding" -f - <<END
{"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "$pod"}, "target": {"apiVersion": "v1", "kind": "Node", "name": "node01"}}
END
done
kubectl rollout status deployment {{ waiting }} --namespace {{ namespace }} --timeout 60s
