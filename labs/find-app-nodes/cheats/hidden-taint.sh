# A taint that looks like one of Kubernetes' own.
# after: solution
# earns: nothing
kubectl taint node {{ workers[0] }} node.kubernetes.io/looked-at=yes:PreferNoSchedule
