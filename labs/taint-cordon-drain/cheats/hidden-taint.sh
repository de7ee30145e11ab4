# Another taint, which looks like one of Kubernetes' own, keeps even the tolerating pods from the GPU node.
# after: solution
# loses: test_the_gpu_node_lets_only_tolerating_pods_in
kubectl taint node {{ nodes[0] }} node.kubernetes.io/gpu=later:NoSchedule
