# Work that is done, and a store that is gone.
# engines: kwok
# after: solution
# earns: nothing
for pids in ../clusters/*/clusters/cluster/pids; do
    kill -KILL "$(cat "$pids/etcd.pid")"
done
