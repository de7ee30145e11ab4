# Forced, but knowingly: the definition had been saved, and the pod is back from it.
kubectl get pod {{ pod }} --namespace {{ namespace }} -o yaml > {{ pod }}.yaml
kubectl drain node01 --ignore-daemonsets --force
sed -i -E '/^  (nodeName|uid|resourceVersion|creationTimestamp):/d' {{ pod }}.yaml
kubectl apply -f {{ pod }}.yaml
