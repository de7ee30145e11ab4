# The worn node lost the label by which pods with a need for fast disks choose it.
# after: solution
# earns: nothing
kubectl label node {{ nodes[1] }} disk-
