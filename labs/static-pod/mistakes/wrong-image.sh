# The image has the version of the other pod's manifest.
# loses: test_the_pod_serves_as_ordered
kubectl run {{ pod }} --namespace {{ namespace }} --image clusterdojo/web:1.0 --port 8080 \
    --dry-run=client -o yaml | ssh node01 "cat > /etc/kubernetes/manifests/{{ pod }}.yaml"
ssh node02 rm {{ folder }}/{{ old }}.yaml
