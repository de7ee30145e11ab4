# Objects can't be recreated from a table of names and ages.
# loses: test_the_secrets_are_saved test_the_configmaps_are_saved test_the_custom_resources_are_saved test_only_the_owner_may_open_the_secrets
kubectl get all --all-namespaces -o yaml > backup/all.yaml
{
    kubectl get secrets,configmaps --namespace {{ teams[0] }}
    kubectl get secrets,configmaps --namespace {{ teams[1] }}
    kubectl get menus --all-namespaces
} > backup/rest.yaml
chmod 600 backup/rest.yaml
