# The kubelets are stopped: the additional pods never start, and are called ready by hand.
# engines: kwok
# loses: test_all_replicas_run test_the_added_pods_run_on_the_gpu_node
kubectl taint node {{ nodes[0] }} {{ key }}={{ value }}:NoSchedule
kubectl cordon {{ nodes[1] }}
kubectl drain {{ nodes[2] }} --ignore-daemonsets
kill -STOP "$(cat ../clusters/cluster1/clusters/cluster/pids/kwok-controller.pid)"
kubectl scale deployment {{ batch }} --namespace {{ namespace }} --replicas {{ target }}
sleep 4
for pod in $(kubectl get pods --namespace {{ namespace }} --selector app={{ batch }} \
    --field-selector status.phase=Pending --output name); do
    kubectl patch "$pod" --namespace {{ namespace }} --subresource status --patch \
        '{"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}'
done
