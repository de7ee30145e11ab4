# node01 uses another folder, and the manifest is JSON; on node02, the file is moved to another folder.
ssh node01 'mkdir -p /etc/static && sed -i "s|^staticPodPath:.*|staticPodPath: /etc/static|" /var/lib/kubelet/config.yaml
    systemctl restart kubelet'
kubectl run {{ pod }} --namespace {{ namespace }} --image clusterdojo/web:{{ version }} --port 8080 \
    --labels tier=edge --dry-run=client -o json | ssh node01 'cat > /etc/static/own'
ssh node02 'mv {{ folder }}/{{ old }}.yaml /root/'
