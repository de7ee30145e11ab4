# The scheduler is stopped, and the new pods, which are on no node, are called ready by hand.
# engines: kwok
# loses: test_no_application_pod_is_left_on_node01
kubectl cordon node01
kill -STOP "$(cat ../clusters/cluster1/clusters/cluster/pids/kube-scheduler.pid)"
kubectl delete pods --namespace {{ namespace }} --selector app={{ app }} --field-selector spec.nodeName=node01
for second in $(seq 20); do
    waiting=$(kubectl get pods --namespace {{ namespace }} --field-selector status.phase=Pending --output name)
    [ -z "$waiting" ] || break
    sleep 1
done
for pod in $waiting; do
    kubectl patch "$pod" --namespace {{ namespace }} --subresource status --patch \
        '{"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}'
done
