# The pod was moved to another node, which loses nine days of work.
# loses: test_nothing_else_was_changed test_the_calculation_is_not_interrupted
kubectl cordon node01
kubectl get pod {{ pod }} --namespace {{ namespace }} --output yaml \
    | sed -E -e 's/^  nodeName: node01$/  nodeName: node02/' -e 's/hostname: node01$/hostname: node02/' \
    | kubectl replace --force --filename -
kubectl create deployment {{ app }} --namespace {{ namespace }} --image {{ image }} --replicas {{ replicas }}
