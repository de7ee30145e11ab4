# A Menu has another content; its name is as it was.
# after: solution
# earns: nothing
kubectl patch menus lunch --namespace {{ teams[0] }} --type merge --patch '{"spec": {"courses": ["soup"]}}'
