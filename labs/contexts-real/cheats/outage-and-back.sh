# The application of the other cluster was away for a while; what it asks for is as it was.
# after: solution
# earns: nothing
other={{ "cluster2" if goal == "cluster1" else "cluster1" }}
replicas=$(kubectl --context "$other" get deployment {{ app }} --namespace {{ namespace }} -o jsonpath='{.spec.replicas}')
kubectl --context "$other" scale deployment {{ app }} --namespace {{ namespace }} --replicas 0
kubectl --context "$other" wait --for delete pod --namespace {{ namespace }} --selector app={{ app }} --timeout 90s
kubectl --context "$other" scale deployment {{ app }} --namespace {{ namespace }} --replicas "$replicas"
kubectl --context "$other" rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 90s
