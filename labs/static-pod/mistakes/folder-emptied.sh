# All files in the folder were removed, including the other pod's.
# loses: test_nothing_else_was_changed test_the_neighbour_goes_on_running
kubectl run {{ pod }} --namespace {{ namespace }} --image clusterdojo/web:{{ version }} --port 8080 \
    --dry-run=client -o yaml | ssh node01 "cat > /etc/kubernetes/manifests/{{ pod }}.yaml"
ssh node02 'rm {{ folder }}/*'
