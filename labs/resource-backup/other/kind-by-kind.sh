# One YAML document for each kind; the second file is written object by object and contains additional objects.
for kind in pods services replicationcontrollers deployments replicasets daemonsets statefulsets \
    horizontalpodautoscalers jobs cronjobs; do
    echo ---
    kubectl get "$kind" -A -o yaml
done > backup/all.yaml
for namespace in {{ teams[1] }} {{ teams[0] }} kube-system; do
    for object in $(kubectl get secrets,configmaps --namespace "$namespace" --output name); do
        kubectl get "$object" --namespace "$namespace" -o yaml
        echo ---
    done
done > backup/rest.yaml
kubectl get menus -A -o json >> backup/rest.yaml
chmod 400 backup/rest.yaml
