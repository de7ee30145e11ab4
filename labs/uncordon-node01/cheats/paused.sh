# Everything runs, but the Deployment takes no change any more.
# after: solution
# earns: nothing
kubectl rollout pause deployment/{{ app }} --namespace {{ namespace }}
