# The running pods were changed instead of their template. Tolerations can only be added to a pod, and the
# shortest of them counts.
# loses: test_nothing_else_was_changed test_the_deployment_sets_the_time test_its_running_pods_have_the_time test_other_taints_are_tolerated_as_before
kubectl get pod {{ pod }} --namespace {{ namespace }} -o yaml |
    grep -vE "^  (nodeName|uid|resourceVersion|creationTimestamp|deletion[A-Za-z]+):" > pod.yaml
kubectl delete pod {{ pod }} --namespace {{ namespace }} --force --grace-period 0
kubectl create -f pod.yaml
for name in $(kubectl get pods --namespace {{ namespace }} --selector app={{ api }} \
    --field-selector status.phase=Running --output name); do
    kubectl patch "$name" --namespace {{ namespace }} --type json --patch '[{"op": "add", "path": "/spec/tolerations/-",
      "value": {"key": "node.kubernetes.io/unreachable", "effect": "NoExecute", "tolerationSeconds": {{ seconds }}}}]'
done
