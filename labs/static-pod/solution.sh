kubectl config use-context cluster1

# Write the manifest here, and copy it to the folder that the kubelet of node01 watches.
kubectl run {{ pod }} --namespace {{ namespace }} --image clusterdojo/web:{{ version }} --port 8080 \
    --dry-run=client -o yaml > {{ pod }}.yaml
ssh node01 grep staticPodPath /var/lib/kubelet/config.yaml
scp {{ pod }}.yaml node01:/etc/kubernetes/manifests/

# node02 uses another folder.
ssh node02 grep staticPodPath /var/lib/kubelet/config.yaml
ssh node02 rm {{ folder }}/{{ old }}.yaml

until kubectl get pod {{ pod }}-node01 --namespace {{ namespace }}; do sleep 1; done
kubectl wait --for condition=Ready pod {{ pod }}-node01 --namespace {{ namespace }} --timeout 60s
kubectl wait --for delete pod {{ old }}-node02 --namespace {{ namespace }} --timeout 60s
