# A label that seemed to be of no use was left out of the manifest, so that apply removed it.
# loses: test_nothing_else_changed
echo {{ manager }} > answers/manager.txt
sed -i \
    -e 's/replicas: .*/replicas: {{ live_replicas }}/' \
    -e 's|image: .*|image: clusterdojo/web:{{ live_tag }}|' \
    -e 's/^\( *\)env:$/&\n\1  - name: LOG_LEVEL\n\1    value: {{ level }}/' \
    manifests/{{ app }}.yaml
sed -i '/^  labels:$/,+1d' manifests/{{ app }}.yaml
kubectl apply -f manifests/{{ app }}.yaml
