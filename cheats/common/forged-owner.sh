# A DaemonSet without pods is added as an owner of every pod.
# engines: kwok
# earns: nothing
for context in $(kubectl config get-contexts --output name); do
    kubectl --context "$context" apply -f - <<'END'
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: owner-of-all
  namespace: kube-system
spec:
  selector: {matchLabels: {app: owner-of-all}}
  template:
    metadata: {labels: {app: owner-of-all}}
    spec:
      nodeSelector: {no-node: has-this}
      containers: [{name: owner, image: "clusterdojo/busybox:1.0"}]
END
    uid=$(kubectl --context "$context" get daemonset owner-of-all --namespace kube-system -o jsonpath='{.metadata.uid}')
    owner='{"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "owner-of-all", "uid": "'$uid'"}'
    kubectl --context "$context" get pods --all-namespaces --no-headers \
        --output custom-columns=:.metadata.namespace,:.metadata.name | while read -r namespace name; do
        kubectl --context "$context" patch pod "$name" --namespace "$namespace" \
            --patch "{\"metadata\": {\"ownerReferences\": [$owner]}}"
    done
done
