# The saved definition still names the dead node, so the new pod never reaches the scheduler.
# loses: test_the_pod_runs_on_a_healthy_worker test_the_pod_is_what_it_was
kubectl get pod {{ pod }} --namespace {{ namespace }} -o yaml |
    grep -vE "^  (uid|resourceVersion|creationTimestamp|deletion[A-Za-z]+):" > pod.yaml
kubectl delete pod {{ pod }} --namespace {{ namespace }} --force --grace-period 0
kubectl create -f pod.yaml
kubectl patch deployment {{ api }} --namespace {{ namespace }} --patch '
{"spec": {"template": {"spec": {"tolerations": [
  {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": {{ seconds }}}
]}}}}'
