# The template got a label, which replaces every pod of the Deployment that should stay as it is.
# after: solution
# earns: nothing
kubectl patch deployment {{ app }} --namespace {{ namespace }} \
    --patch '{"spec": {"template": {"metadata": {"labels": {"moved": "yes"}}}}}'
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 60s
