# A DaemonSet without pods is added as a second owner of the pod that is left on the drained node.
# loses: test_the_node_to_be_switched_off_is_empty
kubectl taint node {{ nodes[0] }} {{ key }}={{ value }}:NoSchedule
kubectl cordon {{ nodes[1] }} {{ nodes[2] }}
kubectl scale deployment {{ batch }} --namespace {{ namespace }} --replicas {{ target }}
kubectl apply -f - <<'END'
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: empty
  namespace: {{ namespace }}
spec:
  selector: {matchLabels: {app: empty}}
  template:
    metadata: {labels: {app: empty}}
    spec:
      nodeSelector: {no-node: has-this}
      containers: [{name: empty, image: "clusterdojo/busybox:1.0"}]
END
uid=$(kubectl get daemonset empty --namespace {{ namespace }} -o jsonpath='{.metadata.uid}')
for pod in $(kubectl get pods --namespace {{ namespace }} --field-selector spec.nodeName={{ nodes[2] }} --output name); do
    kubectl patch "$pod" --namespace {{ namespace }} --type json --patch '[{"op": "add",
      "path": "/metadata/ownerReferences/-",
      "value": {"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "empty", "uid": "'"$uid"'"}}]'
done
kubectl rollout status deployment/{{ batch }} --namespace {{ namespace }} --timeout 60s
