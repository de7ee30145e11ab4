# Work that is done, and an API server that is stopped: it takes requests and answers none.
# engines: kwok
# after: solution
# earns: nothing
for pids in ../clusters/*/clusters/cluster/pids; do
    kill -STOP "$(cat "$pids/kube-apiserver.pid")"
done
