# The kubelet of node01 watches a folder that the next start of the machine forgets.
# loses: test_the_pod_is_static_on_node01
kubectl run {{ pod }} --namespace {{ namespace }} --image clusterdojo/web:{{ version }} --port 8080 \
    --dry-run=client -o yaml | ssh node01 'mkdir /run/manifests && cat > /run/manifests/{{ pod }}.yaml
    sed -i "s|^staticPodPath:.*|staticPodPath: /run/manifests|" /var/lib/kubelet/config.yaml
    systemctl restart kubelet'
until kubectl get pod {{ pod }}-node01 --namespace {{ namespace }}; do sleep 1; done
kubectl wait --for condition=Ready pod {{ pod }}-node01 --namespace {{ namespace }} --timeout 60s
