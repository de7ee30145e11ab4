# Only the image was noticed, so that apply reset the number of replicas.
# loses: test_the_manifest_has_the_live_changes test_the_cluster_has_all_changes test_nothing_else_changed
echo {{ manager }} > answers/manager.txt
sed -i \
    -e 's|image: .*|image: clusterdojo/web:{{ live_tag }}|' \
    -e 's/^\( *\)env:$/&\n\1  - name: LOG_LEVEL\n\1    value: {{ level }}/' \
    manifests/{{ app }}.yaml
kubectl apply -f manifests/{{ app }}.yaml
