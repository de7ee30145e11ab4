# A taint on the other worker, with a key that looks like one of Kubernetes' own.
# after: solution
# earns: nothing
kubectl taint node node02 node.kubernetes.io/fan=broken:PreferNoSchedule
