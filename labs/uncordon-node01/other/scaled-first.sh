# The new pods wait until the node is uncordoned.
kubectl patch deployment {{ app }} --namespace {{ namespace }} --patch '{"spec": {"replicas": {{ target }}}}'
kubectl patch node node01 --type json --patch '[{"op": "remove", "path": "/spec/unschedulable"}]'
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 60s
echo "# pods of {{ app }} on node01" > answers/on-node01.txt
kubectl get pods --namespace {{ namespace }} --output wide | awk '$7 == "node01" { print " " $1 " \n" }' \
    | sort -r >> answers/on-node01.txt
