kubectl config use-context cluster1
kubectl config set-context --current --namespace {{ namespace }}

# Who set the image? Each entry lists the fields first, then the manager that set them.
kubectl get deployment {{ app }} --show-managed-fields -o yaml | grep -E '  manager:|f:image:'
echo {{ manager }} > answers/manager.txt

# What was changed? Lines with a minus exist only in the live object.
kubectl diff -f manifests/{{ app }}.yaml || true

# You can make the same changes in an editor.
sed -i \
    -e 's/replicas: .*/replicas: {{ live_replicas }}/' \
    -e 's|image: .*|image: clusterdojo/web:{{ live_tag }}|' \
    -e 's/^\( *\)env:$/&\n\1  - name: LOG_LEVEL\n\1    value: {{ level }}/' \
    manifests/{{ app }}.yaml
kubectl diff -f manifests/{{ app }}.yaml || true
kubectl apply -f manifests/{{ app }}.yaml
kubectl rollout status deployment {{ app }}
