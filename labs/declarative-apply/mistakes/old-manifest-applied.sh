# The new variable was added to the old manifest: applying it undid last night's change.
# loses: test_the_manifest_has_the_live_changes test_the_cluster_has_all_changes test_nothing_else_changed
echo {{ manager }} > answers/manager.txt
sed -i 's/^\( *\)env:$/&\n\1  - name: LOG_LEVEL\n\1    value: {{ level }}/' manifests/{{ app }}.yaml
kubectl apply -f manifests/{{ app }}.yaml
