# The other cluster got a Service and a ConfigMap, which nobody looks at.
# after: solution
# earns: nothing
other={{ "cluster2" if goal == "cluster1" else "cluster1" }}
kubectl --context "$other" expose deployment {{ app }} --namespace {{ namespace }} --port 80
kubectl --context "$other" create configmap notes --namespace {{ namespace }} --from-literal=who=me
