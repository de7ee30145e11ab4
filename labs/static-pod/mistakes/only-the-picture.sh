# kubectl deletes only the mirror pod, which the kubelet recreates.
# loses: test_the_old_pod_is_gone
kubectl run {{ pod }} --namespace {{ namespace }} --image clusterdojo/web:{{ version }} --port 8080 \
    --dry-run=client -o yaml | ssh node01 "cat > /etc/kubernetes/manifests/{{ pod }}.yaml"
kubectl delete pod {{ old }}-node02 --namespace {{ namespace }} --force --grace-period 0
