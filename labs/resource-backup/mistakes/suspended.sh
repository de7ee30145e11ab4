# The CronJob was suspended for the backup and not resumed.
# loses: test_nothing_else_was_changed
kubectl patch cronjob inventory --namespace {{ teams[2] }} --patch '{"spec": {"suspend": true}}'
kubectl get all --all-namespaces -o yaml > backup/all.yaml
umask 077
{
    kubectl get secrets,configmaps --namespace {{ teams[0] }} -o yaml
    echo ---
    kubectl get secrets,configmaps --namespace {{ teams[1] }} -o yaml
    echo ---
    kubectl get menus --all-namespaces -o yaml
} > backup/rest.yaml
