# Everything is right, but it was applied, which the task forbids.
# loses: test_nothing_bears_the_marks_of_apply
kubectl create namespace {{ namespace }} --dry-run=client --output yaml | kubectl apply --filename -
kubectl create secret generic {{ secret }} --namespace {{ namespace }} --dry-run=client --output yaml \
    --from-literal=username={{ user }} --from-literal=password='{{ password }}' | kubectl apply --filename -
kubectl create configmap {{ configmap }} --namespace {{ namespace }} --dry-run=client --output yaml \
    --from-literal={{ setting }}={{ number }} --from-file={{ key }}={{ file }} | kubectl apply --filename -
