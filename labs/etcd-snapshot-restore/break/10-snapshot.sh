# Monday's snapshot, and what happened after it.
ssh controlplane bash -s <<'NODE'
set -euo pipefail
pki=/etc/kubernetes/pki/etcd
etcdctl --endpoints https://127.0.0.1:2379 --cacert $pki/ca.crt --cert $pki/server.crt --key $pki/server.key \
    snapshot save {{ snapshot }}
NODE
kubectl --namespace {{ namespace }} delete deployment/{{ app }} configmap/prices secret/login --wait
kubectl create namespace experiments
kubectl --namespace experiments create configmap notes --from-literal state=tried
