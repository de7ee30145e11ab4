# Deleted and recreated: an outage for all users.
# loses: test_nothing_else_was_changed test_the_manifest_was_applied
echo {{ manager }} > answers/manager.txt
sed -i \
    -e 's/replicas: .*/replicas: {{ live_replicas }}/' \
    -e 's|image: .*|image: clusterdojo/web:{{ live_tag }}|' \
    -e 's/^\( *\)env:$/&\n\1  - name: LOG_LEVEL\n\1    value: {{ level }}/' \
    manifests/{{ app }}.yaml
kubectl replace --force -f manifests/{{ app }}.yaml
