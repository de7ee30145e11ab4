# The value became the whole line of the file.
# loses: test_the_configmap_has_the_setting
kubectl create namespace {{ namespace }}
kubectl create secret generic {{ secret }} --namespace {{ namespace }} \
    --from-literal=username={{ user }} --from-literal=password='{{ password }}'
echo '{{ setting }}={{ number }}' > {{ setting }}
kubectl create configmap {{ configmap }} --namespace {{ namespace }} --from-file={{ setting }} --from-file={{ key }}={{ file }}
