# The list shows the application's pods on every node.
# loses: test_the_answer_names_the_pods_on_node01
kubectl uncordon node01
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ target }}
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 60s
kubectl get pods --namespace {{ namespace }} --selector app={{ app }} --no-headers \
    --output custom-columns=:metadata.name > answers/on-node01.txt
