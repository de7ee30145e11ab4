# The kubelet uses a folder that is lost with the next start of the machine.
# loses: test_the_pod_is_static_on_node01 test_the_pod_serves_as_ordered
ssh node01 'mkdir /run/manifests && sed -i "s|^staticPodPath:.*|staticPodPath: /run/manifests|" /var/lib/kubelet/config.yaml
    systemctl restart kubelet'
kubectl run {{ pod }} --namespace {{ namespace }} --image clusterdojo/web:{{ version }} --port 8080 \
    --dry-run=client -o yaml | ssh node01 "cat > /run/manifests/{{ pod }}.yaml"
ssh node02 rm {{ folder }}/{{ old }}.yaml
