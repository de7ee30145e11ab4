# The namespace has to be in the manifest; without it, the pod runs in "default".
# loses: test_nothing_else_was_changed test_the_pod_is_static_on_node01 test_the_pod_serves_as_ordered
kubectl run {{ pod }} --image clusterdojo/web:{{ version }} --port 8080 \
    --dry-run=client -o yaml | ssh node01 "cat > /etc/kubernetes/manifests/{{ pod }}.yaml"
ssh node02 rm {{ folder }}/{{ old }}.yaml
