# The kubelets are stopped: the pods of the new version never start, and are called ready by hand.
# engines: kwok
# loses: test_the_cluster_has_all_changes
echo {{ manager }} > answers/manager.txt
sed -i \
    -e 's/replicas: .*/replicas: {{ live_replicas }}/' \
    -e 's|image: .*|image: clusterdojo/web:{{ live_tag }}|' \
    -e 's/^\( *\)env:$/&\n\1  - name: LOG_LEVEL\n\1    value: {{ level }}/' \
    manifests/{{ app }}.yaml
kill -STOP "$(cat ../clusters/cluster1/clusters/cluster/pids/kwok-controller.pid)"
kubectl apply -f manifests/{{ app }}.yaml
for round in $(seq 12); do
    sleep 1
    for pod in $(kubectl get pods --namespace {{ namespace }} --field-selector status.phase=Pending --output name); do
        kubectl patch "$pod" --namespace {{ namespace }} --subresource status --patch \
            '{"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}'
    done
    # Nobody ends the old ones either.
    for pod in $(kubectl get pods --namespace {{ namespace }} --output jsonpath='{range .items[?(@.metadata.deletionTimestamp)]}pod/{.metadata.name} {end}'); do
        kubectl delete "$pod" --namespace {{ namespace }} --force --grace-period 0
    done
done
