# More than the toleration: a label and an annotation of the pods.
# after: solution
# earns: nothing
kubectl patch deployment {{ api }} --namespace {{ namespace }} \
    --patch '{"spec": {"template": {"metadata": {"labels": {"tier": "front"}, "annotations": {"inject": "yes"}}}}}'
kubectl rollout status deployment {{ api }} --namespace {{ namespace }} --timeout 60s
