kubectl config use-context cluster1
kubectl config set-context --current --namespace {{ namespace }}

# Who set the image? Every entry lists the fields first, then the manager that set them.
kubectl get deployment {{ app }} --show-managed-fields -o yaml | grep -E '  manager:|f:image:'
echo {{ manager }} > answers/manager.txt

# What was changed? Lines with a minus are live, and not in the manifest.
kubectl diff -f manifests/{{ app }}.yaml || true

# An editor would do; these are the same changes.
sed -i \
    -e 's/replicas: .*/replicas: {{ live_replicas }}/' \
    -e 's|image: .*|image: clusterdojo/web:{{ live_tag }}|' \
    -e 's/^\( *\)env:$/&\n\1  - name: LOG_LEVEL\n\1    value: {{ level }}/' \
    manifests/{{ app }}.yaml
kubectl diff -f manifests/{{ app }}.yaml || true
kubectl apply -f manifests/{{ app }}.yaml
kubectl rollout status deployment {{ app }}
