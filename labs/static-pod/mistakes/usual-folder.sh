# The file in the usual folder looks right, but the kubelet of node02 reads another one.
# loses: test_the_old_pod_is_gone
kubectl run {{ pod }} --namespace {{ namespace }} --image clusterdojo/web:{{ version }} --port 8080 \
    --dry-run=client -o yaml | ssh node01 "cat > /etc/kubernetes/manifests/{{ pod }}.yaml"
ssh node02 rm /etc/kubernetes/manifests/{{ old }}.yaml
