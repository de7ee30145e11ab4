# The application was changed instead of the node.
# loses: test_nothing_else_was_changed test_node02_is_in_the_pool
join=$(ssh controlplane kubeadm token create --print-join-command)
ssh node02 "$join --ignore-preflight-errors=SystemVerification"
kubectl wait --for create node/node02 --timeout 60s
kubectl wait --for condition=Ready node node02 --timeout 120s
kubectl cordon node01
kubectl patch deployment {{ app }} --namespace {{ namespace }} --type json \
    --patch '[{"op": "remove", "path": "/spec/template/spec/nodeSelector"}]'
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 60s
kubectl drain node01 --ignore-daemonsets --delete-emptydir-data --timeout 120s
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 60s
kubectl delete node node01
ssh node01 kubeadm reset --force
