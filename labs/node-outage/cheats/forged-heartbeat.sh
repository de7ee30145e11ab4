# The dead node's lease and condition are kept fresh by hand, and the pod on it is called ready.
# loses: test_the_pod_runs_on_a_healthy_worker
kubectl patch deployment {{ api }} --namespace {{ namespace }} --patch '
{"spec": {"template": {"spec": {"tolerations": [
  {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": {{ seconds }}}
]}}}}'
kubectl rollout status deployment {{ api }} --namespace {{ namespace }} --timeout 60s
kubectl get pod {{ pod }} --namespace {{ namespace }} -o yaml |
    grep -vE '^  (uid|resourceVersion|creationTimestamp|deletion[A-Za-z]+):' > {{ pod }}.yaml
kubectl delete pod {{ pod }} --namespace {{ namespace }} --force --grace-period 0
beat() {
    now=$(date -u +%Y-%m-%dT%H:%M:%S)
    kubectl patch lease node01 --namespace kube-node-lease --type merge \
        --patch "{\"spec\": {\"renewTime\": \"$now.000000Z\"}}"
    kubectl patch node node01 --subresource status --patch '{"status": {"conditions": [{"type": "Ready",
      "status": "True", "reason": "KubeletReady", "lastHeartbeatTime": "'"${now}Z"'"}]}}'
}
beat
(for beats in $(seq 45); do sleep 1; beat; done) > /dev/null 2>&1 &
sleep 3
kubectl create -f {{ pod }}.yaml
kubectl patch pod {{ pod }} --namespace {{ namespace }} --subresource status --patch \
    '{"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}'
