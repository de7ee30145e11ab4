# Nothing was applied: the live object was edited, and so was the record of who set its fields.
# loses: test_the_manifest_was_applied
echo {{ manager }} > answers/manager.txt
sed -i \
    -e 's/replicas: .*/replicas: {{ live_replicas }}/' \
    -e 's|image: .*|image: clusterdojo/web:{{ live_tag }}|' \
    -e 's/^\( *\)env:$/&\n\1  - name: LOG_LEVEL\n\1    value: {{ level }}/' \
    manifests/{{ app }}.yaml
kubectl set env deployment {{ app }} --namespace {{ namespace }} LOG_LEVEL={{ level }}
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 60s
kubectl patch deployment {{ app }} --namespace {{ namespace }} --type merge --patch '
{"metadata": {"managedFields": [{"manager": "kubectl", "operation": "Apply", "apiVersion": "apps/v1",
  "time": "2026-01-01T00:00:00Z", "fieldsType": "FieldsV1", "fieldsV1": {"f:spec": {"f:replicas": {},
  "f:template": {"f:spec": {"f:containers": {"k:{\"name\":\"web\"}": {".": {}, "f:name": {}, "f:image": {},
  "f:env": {"k:{\"name\":\"LOG_LEVEL\"}": {".": {}, "f:name": {}, "f:value": {}} }} }} }} }} ]}}'
