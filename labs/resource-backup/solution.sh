kubectl config use-context cluster1
kubectl get all --all-namespaces -o yaml > backup/all.yaml

# Restrict access to the file before it contains any secrets.
umask 077
{
    kubectl get secrets,configmaps --namespace {{ teams[0] }} -o yaml
    echo ---
    kubectl get secrets,configmaps --namespace {{ teams[1] }} -o yaml
    echo ---
    kubectl get menus --all-namespaces -o yaml
} > backup/rest.yaml
