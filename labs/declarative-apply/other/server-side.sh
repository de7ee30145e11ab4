# The live values are read, the manifest is updated, and the API server merges it.
printf '\n  {{ manager }}  \n\n' > answers/manager.txt
image=$(kubectl get deployment {{ app }} --namespace {{ namespace }} -o jsonpath='{.spec.template.spec.containers[0].image}')
replicas=$(kubectl get deployment {{ app }} --namespace {{ namespace }} -o jsonpath='{.spec.replicas}')
sed -i \
    -e "s|replicas: .*|replicas: $replicas|" \
    -e "s|image: .*|image: $image|" \
    -e 's/^\( *\)resources:$/\1  - {name: LOG_LEVEL, value: {{ level }}}\n&/' \
    manifests/{{ app }}.yaml
kubectl apply --server-side -f manifests/{{ app }}.yaml
