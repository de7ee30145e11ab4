# By hand: cordon the node, then delete its pods one by one.
kubectl cordon node01
for pod in $(kubectl get pods --namespace {{ namespace }} --selector app={{ app }} \
    --field-selector spec.nodeName=node01 --output name); do
    kubectl delete "$pod" --namespace {{ namespace }} --wait
    kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 30s
done
