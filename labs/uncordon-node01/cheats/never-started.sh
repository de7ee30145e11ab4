# The kubelets are stopped: the additional pods never start, and are called ready by hand.
# engines: kwok
# loses: test_all_replicas_run test_the_new_pods_run_on_node01
kill -STOP "$(cat ../clusters/cluster1/clusters/cluster/pids/kwok-controller.pid)"
kubectl uncordon node01
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ target }}
sleep 3
pods=$(kubectl get pods --namespace {{ namespace }} --selector app={{ app }} \
    --field-selector spec.nodeName=node01 --no-headers --output custom-columns=:metadata.name)
for pod in $pods; do
    kubectl patch pod "$pod" --namespace {{ namespace }} --subresource status --patch \
        '{"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}'
done
printf '%s\n' $pods > answers/on-node01.txt
