# The snapshot is restored, but etcd does not use the directory.
# loses: test_what_the_snapshot_holds_is_back test_what_came_after_is_gone test_etcd_keeps_its_data_in_the_new_directory test_the_directory_is_a_restored_one test_the_old_data_are_still_there test_controllers_and_kubelets_work_again test_the_nodes_report_again
ssh controlplane 'etcdutl snapshot restore {{ snapshot }} --data-dir /var/lib/etcd-from-backup --bump-revision 1000000000 --mark-compacted'
kubectl create deployment after-restore --image clusterdojo/web:1.0 --replicas 2
kubectl rollout status deployment after-restore --timeout 180s
