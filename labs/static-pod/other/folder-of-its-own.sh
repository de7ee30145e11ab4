# node01 uses another folder, the manifest is JSON, with the image by its full name; on node02, the file is moved away.
ssh node01 'mkdir -p /etc/static && sed -i "s|^staticPodPath:.*|staticPodPath: /etc/static|" /var/lib/kubelet/config.yaml
    systemctl restart kubelet'
kubectl run {{ pod }} --namespace {{ namespace }} --image docker.io/clusterdojo/web:{{ version }} --port 8080 \
    --labels tier=edge --dry-run=client -o json | ssh node01 'cat > /etc/static/own'
ssh node02 'mv {{ folder }}/{{ old }}.yaml /root/'
