# The manifest was put into the folder of another machine.
# loses: test_nothing_else_was_changed test_the_pod_is_static_on_node01 test_the_pod_serves_as_ordered
kubectl run {{ pod }} --namespace {{ namespace }} --image clusterdojo/web:{{ version }} --port 8080 \
    --dry-run=client -o yaml | ssh controlplane "cat > /etc/kubernetes/manifests/{{ pod }}.yaml"
ssh node02 rm {{ folder }}/{{ old }}.yaml
