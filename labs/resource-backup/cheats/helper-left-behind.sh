# The backup was made from a pod in a namespace of its own, and both were left there.
# after: solution
# earns: nothing
kubectl create namespace backup-helper
kubectl run helper --namespace backup-helper --image clusterdojo/busybox:1.0 --command -- sleep infinity
kubectl wait --for condition=Ready pod helper --namespace backup-helper --timeout 60s
