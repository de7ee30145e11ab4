# Server-side, as a pipeline would do it: under a name of its own, taking the fields over.
echo {{ manager }} > answers/manager.txt
sed -i \
    -e 's/replicas: .*/replicas: {{ live_replicas }}/' \
    -e 's|image: .*|image: clusterdojo/web:{{ live_tag }}|' \
    -e 's/^\( *\)env:$/&\n\1  - name: LOG_LEVEL\n\1    value: {{ level }}/' \
    manifests/{{ app }}.yaml
kubectl apply --server-side --field-manager pipeline --force-conflicts -f manifests/{{ app }}.yaml
