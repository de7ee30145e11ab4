# kubectl apply calls itself kubectl-create, and its annotation is removed.
# loses: test_nothing_bears_the_marks_of_apply
apply() { kubectl apply --field-manager kubectl-create --filename -; }
kubectl create namespace {{ namespace }} --dry-run=client --output yaml | apply
kubectl create secret generic {{ secret }} --namespace {{ namespace }} --dry-run=client --output yaml \
    --from-literal=username={{ user }} --from-literal=password='{{ password }}' | apply
kubectl create configmap {{ configmap }} --namespace {{ namespace }} --dry-run=client --output yaml \
    --from-literal={{ setting }}={{ number }} --from-file={{ key }}={{ file }} | apply
for object in namespace/{{ namespace }} secret/{{ secret }} configmap/{{ configmap }}; do
    kubectl annotate "$object" --namespace {{ namespace }} kubectl.kubernetes.io/last-applied-configuration-
done
