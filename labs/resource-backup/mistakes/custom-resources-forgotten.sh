# The custom resources were forgotten.
# loses: test_the_custom_resources_are_saved
kubectl get all --all-namespaces -o yaml > backup/all.yaml
kubectl get secrets,configmaps --all-namespaces -o yaml > backup/rest.yaml
chmod 600 backup/rest.yaml
