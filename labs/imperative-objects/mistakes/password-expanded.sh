# In double quotes, the shell replaced a part of the password.
# loses: test_the_secret_holds_the_login
set +u
kubectl create namespace {{ namespace }}
kubectl create secret generic {{ secret }} --namespace {{ namespace }} \
    --from-literal=username={{ user }} --from-literal=password="{{ password }}"
kubectl create configmap {{ configmap }} --namespace {{ namespace }} \
    --from-literal={{ setting }}={{ number }} --from-file={{ key }}={{ file }}
