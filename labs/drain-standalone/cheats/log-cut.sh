# The pod is called ready by hand, and the lines that say so are taken out of the API server's log.
# engines: kwok
# loses: test_the_pod_runs_on_node02
kill -STOP "$(cat ../clusters/cluster1/clusters/cluster/pids/kwok-controller.pid)"
kubectl get pod {{ pod }} --namespace {{ namespace }} -o yaml \
    | sed 's/^  nodeName: node01$/  nodeName: node02/' > {{ pod }}.yaml
kubectl delete pod {{ pod }} --namespace {{ namespace }} --force --grace-period 0
kubectl create -f {{ pod }}.yaml
kubectl patch pod {{ pod }} --namespace {{ namespace }} --subresource status --patch \
    '{"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}'
log=../clusters/cluster1/audit/audit.log
grep -v '"subresource":"status".*kubectl' $log > whole.log
cat whole.log > $log
