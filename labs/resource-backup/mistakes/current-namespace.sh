# Without an option, kubectl reads only the namespace of the context.
# loses: test_every_object_is_in_the_backup test_the_backup_is_up_to_date
kubectl get all -o yaml > backup/all.yaml
umask 077
{
    kubectl get secrets,configmaps --namespace {{ teams[0] }} -o yaml
    echo ---
    kubectl get secrets,configmaps --namespace {{ teams[1] }} -o yaml
    echo ---
    kubectl get menus --all-namespaces -o yaml
} > backup/rest.yaml
