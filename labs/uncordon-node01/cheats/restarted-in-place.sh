# The pods on node02 are the same objects, but run another image.
# after: solution
# loses: test_the_moved_pods_stay_on_node02
for pod in $(kubectl get pods --namespace {{ namespace }} --selector app={{ app }} \
    --field-selector spec.nodeName=node02 --output name); do
    kubectl set image "$pod" --namespace {{ namespace }} service=clusterdojo/web:1.1
done
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 60s
