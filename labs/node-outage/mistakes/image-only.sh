# The pod runs, but its labels, arguments and environment were forgotten.
# loses: test_the_pod_is_what_it_was
kubectl delete pod {{ pod }} --namespace {{ namespace }} --force --grace-period 0
kubectl run {{ pod }} --namespace {{ namespace }} --image clusterdojo/web:1.0 --port 6379
kubectl patch deployment {{ api }} --namespace {{ namespace }} --patch '
{"spec": {"template": {"spec": {"tolerations": [
  {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": {{ seconds }}}
]}}}}'
