# Monday's snapshot, and what happened after it.
ssh etcd-server bash -s <<'HOST'
set -euo pipefail
pki=/etc/etcd/pki
etcdctl --endpoints https://127.0.0.1:2379 --cacert $pki/ca.crt --cert $pki/server.crt --key $pki/server.key \
    snapshot save {{ snapshot }}
HOST
kubectl --namespace {{ namespace }} delete deployment/{{ app }} configmap/prices secret/login --wait
kubectl create namespace experiments
kubectl --namespace experiments create configmap notes --from-literal state=tried
