# The kubelet reads manifests with any extension.
# loses: test_the_old_pod_is_gone
kubectl run {{ pod }} --namespace {{ namespace }} --image clusterdojo/web:{{ version }} --port 8080 \
    --dry-run=client -o yaml | ssh node01 "cat > /etc/kubernetes/manifests/{{ pod }}.yaml"
ssh node02 mv {{ folder }}/{{ old }}.yaml {{ folder }}/{{ old }}.yaml.disabled
