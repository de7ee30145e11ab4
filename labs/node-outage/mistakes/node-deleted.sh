# Deleting the node frees the name of the pod, but the repaired machine would be unknown.
# loses: test_nothing_else_was_changed
kubectl get pod {{ pod }} --namespace {{ namespace }} -o yaml |
    grep -vE "^  (nodeName|uid|resourceVersion|creationTimestamp|deletion[A-Za-z]+):" > pod.yaml
kubectl delete node node01
kubectl delete pod {{ pod }} --namespace {{ namespace }} --force --grace-period 0
kubectl create -f pod.yaml
kubectl patch deployment {{ api }} --namespace {{ namespace }} --patch '
{"spec": {"template": {"spec": {"tolerations": [
  {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": {{ seconds }}}
]}}}}'
