# Cordon first, so that the scheduler has no choice but node02; then the pod without a node of its own.
kubectl cordon node01
kubectl get pod {{ pod }} --namespace {{ namespace }} -o yaml \
    | grep -v -E '^  (nodeName|uid|resourceVersion|creationTimestamp):' > {{ pod }}.yaml
kubectl delete pod {{ pod }} --namespace {{ namespace }}
kubectl create -f {{ pod }}.yaml
kubectl drain node01 --ignore-daemonsets
