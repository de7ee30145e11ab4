# loses: test_node01_is_unschedulable test_only_daemonset_pods_are_left_on_node01 test_the_daemonsets_still_run_on_every_node
kubectl get pod {{ pod }} --namespace {{ namespace }} -o yaml \
    | sed 's/^  nodeName: node01$/  nodeName: node02/' | kubectl replace --force -f -
