# Nodes of the app's pool. The last one is in the pool, too, but its taints keep the app away.
kubectl label nodes {{ workers[:spread] | join(' ') }} {{ workers[3] }} pool={{ pool }} --overwrite

# The first worker has no taint; the app tolerates the second one's.
kubectl taint nodes {{ workers[1] }} {{ reserved }}={{ app }}:NoSchedule --overwrite
kubectl taint nodes {{ workers[2] }} {{ reasons[0] }}=true:PreferNoSchedule --overwrite
kubectl taint nodes {{ workers[3] }} {{ reasons[1] }}=until-friday:NoExecute --overwrite
kubectl taint nodes {{ workers[3] }} {{ reasons[2] }}=true:NoSchedule --overwrite
