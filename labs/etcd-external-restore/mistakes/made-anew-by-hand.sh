# The objects were recreated from memory instead of restored.
# loses: test_what_the_snapshot_holds_is_back test_what_came_after_is_gone test_etcd_keeps_its_data_in_the_new_directory test_the_directory_is_a_restored_one test_the_old_data_are_still_there test_etcd_may_write_there_and_nobody_else test_it_does_so_after_the_next_start test_controllers_and_kubelets_work_again test_the_nodes_report_again
kubectl --namespace {{ namespace }} create configmap prices --from-literal adult=12 --from-literal child=7
kubectl --namespace {{ namespace }} create secret generic login --from-literal password=correct-horse
kubectl --namespace {{ namespace }} create deployment {{ app }} --image clusterdojo/web:1.0 --replicas 2
kubectl delete namespace experiments
kubectl create deployment after-restore --image clusterdojo/web:1.0 --replicas 2
kubectl rollout status deployment after-restore --timeout 180s
