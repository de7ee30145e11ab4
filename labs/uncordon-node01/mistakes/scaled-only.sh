# node01 is still cordoned: the new pods wait for ever.
# loses: test_node01_is_schedulable test_all_replicas_run test_the_new_pods_run_on_node01 test_the_moved_pods_stay_on_node02 test_the_answer_names_the_pods_on_node01
kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ target }}
