# The manifest was replaced with the live object's YAML, with the fields of the cluster and without the Service.
# loses: test_the_manifest_stays_a_manifest
echo {{ manager }} > answers/manager.txt
kubectl set env deployment {{ app }} --namespace {{ namespace }} LOG_LEVEL={{ level }}
kubectl rollout status deployment {{ app }} --namespace {{ namespace }}
# Applying it fails if the status has changed in the meantime: then try again.
for attempt in 1 2 3; do
    kubectl get deployment {{ app }} --namespace {{ namespace }} -o yaml > manifests/{{ app }}.yaml
    kubectl apply -f manifests/{{ app }}.yaml && break
done
