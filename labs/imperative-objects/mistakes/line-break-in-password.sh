# echo adds a line break, so that the file ends with one.
# loses: test_the_secret_holds_the_login
kubectl create namespace {{ namespace }}
echo '{{ password }}' > password
kubectl create secret generic {{ secret }} --namespace {{ namespace }} \
    --from-literal=username={{ user }} --from-file=password
kubectl create configmap {{ configmap }} --namespace {{ namespace }} \
    --from-literal={{ setting }}={{ number }} --from-file={{ key }}={{ file }}
