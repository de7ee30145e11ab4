# The pod that came back ends for good after half an hour, long after it was graded.
# loses: test_the_pod_is_what_it_was
kubectl get pod {{ pod }} --namespace {{ namespace }} --output yaml |
    grep -vE '^  (nodeName|uid|resourceVersion|creationTimestamp|deletion[A-Za-z]+):' |
    sed --expression 's/^spec:$/spec:\n  activeDeadlineSeconds: 1800/' --expression '/^status:/,$d' > {{ pod }}.yaml
kubectl delete pod {{ pod }} --namespace {{ namespace }} --force --grace-period 0
kubectl create --filename {{ pod }}.yaml
kubectl patch deployment {{ api }} --namespace {{ namespace }} --patch '
{"spec": {"template": {"spec": {"tolerations": [
  {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": {{ seconds }}}
]}}}}'
kubectl rollout status deployment {{ api }} --namespace {{ namespace }} --timeout 60s
kubectl wait --for condition=Ready pod {{ pod }} --namespace {{ namespace }} --timeout 60s
