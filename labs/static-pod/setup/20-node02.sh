# The kubelet of node02 watches another folder; the usual one has a file that is not used.
manifest() {
    cat <<END
apiVersion: v1
kind: Pod
metadata:
  name: $1
  namespace: {{ namespace }}
  labels:
    app: $1
spec:
  terminationGracePeriodSeconds: 2
  containers:
    - name: web
      image: clusterdojo/web:1.0
      ports:
        - containerPort: 8080
END
}
ssh node02 mkdir -p {{ folder }} /etc/kubernetes/manifests
manifest {{ old }} | ssh node02 'cat > {{ folder }}/{{ old }}.yaml'
manifest {{ keeper }} | ssh node02 'cat > {{ folder }}/{{ keeper }}.yaml'
ssh node02 'sed -i "s|^staticPodPath:.*|staticPodPath: {{ folder }}|" /var/lib/kubelet/config.yaml
    cp {{ folder }}/{{ old }}.yaml /etc/kubernetes/manifests/
    systemctl restart kubelet'
for pod in {{ old }} {{ keeper }}; do
    until kubectl get pod "$pod-node02" --namespace {{ namespace }}; do sleep 0.5; done >/dev/null 2>&1
    kubectl wait --for condition=Ready pod "$pod-node02" --namespace {{ namespace }} --timeout 40s
done
