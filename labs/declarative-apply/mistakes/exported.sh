# The live object's YAML became the manifest, with all that only the cluster knows, and without the Service.
# loses: test_the_manifest_stays_a_manifest
echo {{ manager }} > answers/manager.txt
kubectl set env deployment {{ app }} --namespace {{ namespace }} LOG_LEVEL={{ level }}
kubectl rollout status deployment {{ app }} --namespace {{ namespace }}
# Applying it fails when the status has changed meanwhile: then once more.
for attempt in 1 2 3; do
    kubectl get deployment {{ app }} --namespace {{ namespace }} -o yaml > manifests/{{ app }}.yaml
    kubectl apply -f manifests/{{ app }}.yaml && break
done
