# The name and the image are right; labels, environment, volumes and the second container are gone.
# loses: test_it_is_the_same_pod
kubectl delete pod {{ pod }} --namespace {{ namespace }}
kubectl cordon node01
kubectl run {{ pod }} --namespace {{ namespace }} --image clusterdojo/web:1.0
kubectl drain node01 --ignore-daemonsets
