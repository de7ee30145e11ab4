# The data of the old objects are the same, but nobody can change them any more.
# after: solution
# earns: nothing
kubectl patch secret {{ secret }} --namespace default --patch '{"immutable": true}'
kubectl patch configmap {{ configmap }} --namespace default --patch '{"immutable": true}'
