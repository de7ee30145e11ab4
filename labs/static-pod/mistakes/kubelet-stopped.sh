# Without the kubelet, the container keeps running, and the pod comes back with the kubelet.
# loses: test_the_old_pod_is_gone
kubectl run {{ pod }} --namespace {{ namespace }} --image clusterdojo/web:{{ version }} --port 8080 \
    --dry-run=client -o yaml | ssh node01 "cat > /etc/kubernetes/manifests/{{ pod }}.yaml"
ssh node02 systemctl stop kubelet
kubectl delete pod {{ old }}-node02 --namespace {{ namespace }} --force --grace-period 0
