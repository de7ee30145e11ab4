# Only look: but the pods of another application were deleted by force.
# after: solution
# earns: nothing
kubectl delete pods --namespace {{ namespace }}-staging --all --force --grace-period 0
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }}-staging --timeout 60s
