# The pods of the other cluster were deleted by force; others have taken their place.
# after: solution
# earns: nothing
other={{ "cluster2" if goal == "cluster1" else "cluster1" }}
kubectl --context "$other" delete pods --namespace {{ namespace }} --all --force --grace-period 0
kubectl --context "$other" rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 60s
