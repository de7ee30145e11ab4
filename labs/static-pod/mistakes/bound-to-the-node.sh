# A pod with a node name bypasses the scheduler, but it is not a static pod.
# loses: test_the_pod_is_static_on_node01 test_the_pod_serves_as_ordered
ssh node02 rm {{ folder }}/{{ old }}.yaml
kubectl run {{ pod }} --namespace {{ namespace }} --image clusterdojo/web:{{ version }} --port 8080 \
    --overrides '{"spec": {"nodeName": "node01"}}'
kubectl wait --for condition=Ready pod {{ pod }} --namespace {{ namespace }} --timeout 60s
