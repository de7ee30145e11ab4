# node01 is schedulable by its name only: a taint that looks like one of Kubernetes' own keeps pods away.
# after: solution
# loses: test_node01_is_schedulable
kubectl taint node node01 node.kubernetes.io/maintenance=still:NoSchedule
