# Another image and back again: the pod is the same object, but its container was started anew.
# after: solution
# earns: nothing
kubectl set image pod/{{ pod }} --namespace {{ namespace }} solver=clusterdojo/web:1.0
sleep 3
kubectl set image pod/{{ pod }} --namespace {{ namespace }} solver=clusterdojo/busybox:1.0
kubectl wait --for condition=Ready pod/{{ pod }} --namespace {{ namespace }} --timeout 60s
