# First the cluster, then the manifest: in the end they match, and the manifest is applied.
echo {{ manager }} > answers/manager.txt
kubectl set env deployment {{ app }} --namespace {{ namespace }} LOG_LEVEL={{ level }}
sed -i \
    -e 's/replicas: .*/replicas: {{ live_replicas }}/' \
    -e 's|image: .*|image: clusterdojo/web:{{ live_tag }}|' \
    -e 's/^\( *\)resources:$/\1  - name: LOG_LEVEL\n\1    value: {{ level }}\n&/' \
    manifests/{{ app }}.yaml
kubectl apply -f manifests/
