# Everybody on the machine can read the passwords.
# loses: test_only_the_owner_may_open_the_secrets
kubectl get all --all-namespaces -o yaml > backup/all.yaml
kubectl get secrets,configmaps,menus --all-namespaces -o yaml > backup/rest.yaml
chmod 644 backup/rest.yaml
