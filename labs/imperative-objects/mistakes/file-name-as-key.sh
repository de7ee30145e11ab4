# The application looks for another key.
# loses: test_the_configmap_carries_the_file
kubectl create namespace {{ namespace }}
kubectl create secret generic {{ secret }} --namespace {{ namespace }} \
    --from-literal=username={{ user }} --from-literal=password='{{ password }}'
kubectl create configmap {{ configmap }} --namespace {{ namespace }} \
    --from-literal={{ setting }}={{ number }} --from-file={{ file }}
