# The template is right, but no pod was created from it yet.
# loses: test_nothing_else_was_changed test_its_running_pods_have_the_time test_other_taints_are_tolerated_as_before
kubectl get pod {{ pod }} --namespace {{ namespace }} -o yaml |
    grep -vE "^  (nodeName|uid|resourceVersion|creationTimestamp|deletion[A-Za-z]+):" > pod.yaml
kubectl delete pod {{ pod }} --namespace {{ namespace }} --force --grace-period 0
kubectl create -f pod.yaml
kubectl rollout pause deployment {{ api }} --namespace {{ namespace }}
kubectl patch deployment {{ api }} --namespace {{ namespace }} --patch '
{"spec": {"template": {"spec": {"tolerations": [
  {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": {{ seconds }}}
]}}}}'
