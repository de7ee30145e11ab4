# This manager set most fields, but not the image.
# loses: test_the_manager_of_the_image_is_named
echo kubectl-client-side-apply > answers/manager.txt
sed -i \
    -e 's/replicas: .*/replicas: {{ live_replicas }}/' \
    -e 's|image: .*|image: clusterdojo/web:{{ live_tag }}|' \
    -e 's/^\( *\)env:$/&\n\1  - name: LOG_LEVEL\n\1    value: {{ level }}/' \
    manifests/{{ app }}.yaml
kubectl apply -f manifests/{{ app }}.yaml
