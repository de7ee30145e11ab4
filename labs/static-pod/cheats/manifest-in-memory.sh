# The manifest in the kubelet's folder is a link to a file that the next start of the machine forgets.
# loses: test_the_pod_is_static_on_node01
kubectl run {{ pod }} --namespace {{ namespace }} --image clusterdojo/web:{{ version }} --port 8080 \
    --dry-run=client -o yaml | ssh node01 'cat > /run/{{ pod }}.yaml && ln -s /run/{{ pod }}.yaml /etc/kubernetes/manifests/{{ pod }}.yaml'
ssh node02 rm {{ folder }}/{{ old }}.yaml
until kubectl get pod {{ pod }}-node01 --namespace {{ namespace }}; do sleep 1; done
kubectl wait --for condition=Ready pod {{ pod }}-node01 --namespace {{ namespace }} --timeout 60s
kubectl wait --for delete pod {{ old }}-node02 --namespace {{ namespace }} --timeout 60s
