# The moved pod ends for good after half an hour, long after it was graded.
# loses: test_it_is_the_same_pod
kubectl get pod {{ pod }} --namespace {{ namespace }} --output yaml |
    sed --expression 's/^  nodeName: .*/  nodeName: node02\n  activeDeadlineSeconds: 1800/' --expression '/^status:/,$d' > pod.yaml
kubectl replace --force --filename pod.yaml
kubectl drain node01 --ignore-daemonsets --timeout 120s
kubectl wait pod {{ pod }} --namespace {{ namespace }} --for condition=Ready --timeout 60s
