# The pods are the same objects, but run another image.
# after: solution
# earns: nothing
for pod in $(kubectl get pods --namespace {{ namespace }} --selector app={{ app }} --output name); do
    kubectl set image "$pod" --namespace {{ namespace }} web=clusterdojo/web:1.1
done
