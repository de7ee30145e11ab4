# kubectl encodes the values itself.
# loses: test_the_secret_holds_the_login
kubectl create namespace {{ namespace }}
kubectl create secret generic {{ secret }} --namespace {{ namespace }} \
    --from-literal=username="$(printf '%s' {{ user }} | base64)" \
    --from-literal=password="$(printf '%s' '{{ password }}' | base64)"
kubectl create configmap {{ configmap }} --namespace {{ namespace }} \
    --from-literal={{ setting }}={{ number }} --from-file={{ key }}={{ file }}
