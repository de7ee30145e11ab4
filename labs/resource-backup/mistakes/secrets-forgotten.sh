# Without its Secrets, the application could not log in.
# loses: test_the_secrets_are_saved test_only_the_owner_may_open_the_secrets
kubectl get all --all-namespaces -o yaml > backup/all.yaml
{
    kubectl get configmaps,menus --all-namespaces -o yaml
} > backup/rest.yaml
chmod 600 backup/rest.yaml
