kubectl config use-context cluster1
kubectl drain node01 --ignore-daemonsets
