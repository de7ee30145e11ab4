kubectl config use-context cluster1
kubectl get pod {{ pod }} --namespace {{ namespace }} -o yaml > {{ pod }}.yaml
sed -i 's/^  nodeName: node01$/  nodeName: node02/' {{ pod }}.yaml
kubectl replace --force -f {{ pod }}.yaml
kubectl drain node01 --ignore-daemonsets
