# Everything was applied; then the record of that was edited.
# loses: test_nothing_bears_the_marks_of_apply
kubectl create namespace {{ namespace }} --dry-run=client --output yaml | kubectl apply --filename -
kubectl create secret generic {{ secret }} --namespace {{ namespace }} --dry-run=client --output yaml \
    --from-literal=username={{ user }} --from-literal=password='{{ password }}' | kubectl apply --filename -
kubectl create configmap {{ configmap }} --namespace {{ namespace }} --dry-run=client --output yaml \
    --from-literal={{ setting }}={{ number }} --from-file={{ key }}={{ file }} | kubectl apply --filename -
for object in namespace/{{ namespace }} secret/{{ secret }} configmap/{{ configmap }}; do
    kubectl annotate "$object" --namespace {{ namespace }} kubectl.kubernetes.io/last-applied-configuration-
    kubectl get "$object" --namespace {{ namespace }} --show-managed-fields --output json |
        sed 's/"kubectl-client-side-apply"/"kubectl-create"/' | kubectl replace --filename -
done
