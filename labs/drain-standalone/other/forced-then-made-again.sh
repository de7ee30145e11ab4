# The drain is forced, but the definition was saved before, and the pod is recreated from it.
kubectl get pod {{ pod }} --namespace {{ namespace }} -o yaml > {{ pod }}.yaml
kubectl drain node01 --ignore-daemonsets --force
sed -i -E '/^  (nodeName|uid|resourceVersion|creationTimestamp):/d' {{ pod }}.yaml
kubectl apply -f {{ pod }}.yaml
