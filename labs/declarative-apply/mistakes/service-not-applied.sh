# After the manifest was applied, the port of the Service was changed in it but not applied.
# loses: test_the_manifest_was_applied
echo {{ manager }} > answers/manager.txt
sed -i \
    -e 's/replicas: .*/replicas: {{ live_replicas }}/' \
    -e 's|image: .*|image: clusterdojo/web:{{ live_tag }}|' \
    -e 's/^\( *\)env:$/&\n\1  - name: LOG_LEVEL\n\1    value: {{ level }}/' \
    manifests/{{ app }}.yaml
kubectl apply -f manifests/{{ app }}.yaml
sed -i 's/port: 80$/port: 8080/' manifests/{{ app }}.yaml
