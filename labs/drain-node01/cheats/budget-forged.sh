# The drain bypasses the budget: its pods are deleted at once, and what the new ones tell is put right.
# engines: kwok
# loses: test_the_disruption_budget_is_as_it_was
kubectl cordon node01
kill -STOP "$(cat ../clusters/cluster1/clusters/cluster/pids/kube-scheduler.pid)"
kubectl delete pods --namespace {{ namespace }} --selector app={{ app }} --force --grace-period 0
sleep 3
kill -CONT "$(cat ../clusters/cluster1/clusters/cluster/pids/kube-scheduler.pid)"
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 60s
for pod in $(kubectl get pods --namespace {{ namespace }} --selector app={{ app }} --output name); do
    created=$(kubectl get "$pod" --namespace {{ namespace }} --output jsonpath='{.metadata.creationTimestamp}')
    kubectl get "$pod" --namespace {{ namespace }} --output json |
        sed -E "s/\"startedAt\": \"[^\"]+\"/\"startedAt\": \"$created\"/" |
        kubectl replace --subresource status --filename -
done
