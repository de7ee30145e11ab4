# Only one of the two namespaces was saved.
# loses: test_the_secrets_are_saved test_the_configmaps_are_saved test_only_the_owner_may_open_the_secrets
kubectl get all --all-namespaces -o yaml > backup/all.yaml
{
    kubectl get secrets,configmaps --namespace {{ teams[0] }} -o yaml
    echo ---
    kubectl get menus --all-namespaces -o yaml
} > backup/rest.yaml
chmod 600 backup/rest.yaml
