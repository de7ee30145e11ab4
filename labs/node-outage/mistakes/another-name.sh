# A second pod with another name does not replace the lost one.
# loses: test_nothing_else_was_changed test_the_pod_runs_on_a_healthy_worker test_the_pod_is_what_it_was
kubectl get pod {{ pod }} --namespace {{ namespace }} -o yaml |
    grep -vE "^  (nodeName|uid|resourceVersion|creationTimestamp|deletion[A-Za-z]+):" |
    sed "s/^  name: {{ pod }}$/  name: {{ pod }}-2/" > pod.yaml
kubectl create -f pod.yaml
kubectl patch deployment {{ api }} --namespace {{ namespace }} --patch '
{"spec": {"template": {"spec": {"tolerations": [
  {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": {{ seconds }}}
]}}}}'
