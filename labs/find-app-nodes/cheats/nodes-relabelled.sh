# The nodes have the taints that they had, and lost the label by which pods choose them.
# after: solution
# earns: nothing
kubectl label nodes --all pool-
