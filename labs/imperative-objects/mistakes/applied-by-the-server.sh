# One object was created with server-side apply: managedFields shows it.
# loses: test_nothing_bears_the_marks_of_apply
kubectl create namespace {{ namespace }}
kubectl create secret generic {{ secret }} --namespace {{ namespace }} \
    --from-literal=username={{ user }} --from-literal=password='{{ password }}'
kubectl create configmap {{ configmap }} --namespace {{ namespace }} --dry-run=client --output yaml \
    --from-literal={{ setting }}={{ number }} --from-file={{ key }}={{ file }} |
    kubectl apply --server-side --field-manager kubectl-create --filename -
