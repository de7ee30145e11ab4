# The data of the ConfigMap are the same, but nobody can change them any more.
# after: solution
# earns: nothing
kubectl patch configmap {{ pod }}-rates --namespace {{ namespace }} --patch '{"immutable": true}'
