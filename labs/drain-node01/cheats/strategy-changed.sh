# Nothing in the pods is different, but the next rollout takes all of them down at once.
# after: solution
# earns: nothing
kubectl patch deployment {{ app }} --namespace {{ namespace }} \
    --patch '{"spec": {"strategy": {"type": "Recreate", "rollingUpdate": null}}}'
