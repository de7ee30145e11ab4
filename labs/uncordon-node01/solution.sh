kubectl config use-context cluster1
kubectl uncordon node01
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ target }}
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 60s
kubectl get pods --namespace {{ namespace }} --selector app={{ app }} \
    --field-selector spec.nodeName=node01 --no-headers --output custom-columns=:metadata.name \
    > answers/on-node01.txt
