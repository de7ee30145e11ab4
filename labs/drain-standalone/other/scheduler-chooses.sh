# Cordon first, so that the scheduler has to use node02; then create the pod without a node name.
kubectl cordon node01
kubectl get pod {{ pod }} --namespace {{ namespace }} -o yaml \
    | grep -v -E '^  (nodeName|uid|resourceVersion|creationTimestamp):' > {{ pod }}.yaml
kubectl delete pod {{ pod }} --namespace {{ namespace }}
kubectl create -f {{ pod }}.yaml
kubectl drain node01 --ignore-daemonsets
