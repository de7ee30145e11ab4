# Only the namespaces of the teams were saved, not kube-system.
# loses: test_every_object_is_in_the_backup test_the_backup_is_up_to_date
for namespace in {{ teams[0] }} {{ teams[1] }} {{ teams[2] }}; do
    echo ---
    kubectl get all --namespace "$namespace" -o yaml
done > backup/all.yaml
umask 077
{
    kubectl get secrets,configmaps --namespace {{ teams[0] }} -o yaml
    echo ---
    kubectl get secrets,configmaps --namespace {{ teams[1] }} -o yaml
    echo ---
    kubectl get menus --all-namespaces -o yaml
} > backup/rest.yaml
