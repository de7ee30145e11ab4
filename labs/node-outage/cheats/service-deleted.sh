# What the task does not name: the Service of the pod is gone.
# after: solution
# earns: nothing
kubectl delete service {{ pod }} --namespace {{ namespace }}
