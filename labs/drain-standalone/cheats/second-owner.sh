# A DaemonSet without pods is added as a second owner of those that are left on the node.
# loses: test_only_daemonset_pods_are_left_on_node01
kubectl get pod {{ pod }} --namespace {{ namespace }} -o yaml \
    | sed 's/^  nodeName: node01$/  nodeName: node02/' | kubectl replace --force -f -
kubectl cordon node01
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
for pod in $(kubectl get pods --namespace {{ namespace }} --field-selector spec.nodeName=node01 --output name); do
    kubectl patch "$pod" --namespace {{ namespace }} --type json --patch '[{"op": "add",
      "path": "/metadata/ownerReferences/-",
      "value": {"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "empty", "uid": "'"$uid"'"}}]'
done
