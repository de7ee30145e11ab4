# A label makes the simulator keep the dead node alive, and run the pod on it.
# engines: kwok
# loses: test_the_pod_runs_on_a_healthy_worker
kubectl patch deployment {{ api }} --namespace {{ namespace }} --patch '
{"spec": {"template": {"spec": {"tolerations": [
  {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": {{ seconds }}}
]}}}}'
kubectl rollout status deployment {{ api }} --namespace {{ namespace }} --timeout 60s
kubectl get pod {{ pod }} --namespace {{ namespace }} -o yaml |
    grep -vE '^  (uid|resourceVersion|creationTimestamp|deletion[A-Za-z]+):' > {{ pod }}.yaml
kubectl delete pod {{ pod }} --namespace {{ namespace }} --force --grace-period 0
kubectl label node node01 kwok.x-k8s.io/node=fake --overwrite
kubectl wait --for condition=Ready node node01 --timeout 60s
kubectl create -f {{ pod }}.yaml
kubectl wait --for condition=Ready pod {{ pod }} --namespace {{ namespace }} --timeout 60s
