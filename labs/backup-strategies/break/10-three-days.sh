# Monday: the snapshot.
ssh controlplane bash -s <<'NODE'
set -euo pipefail
pki=/etc/kubernetes/pki/etcd
mkdir -p /opt/backup
etcdctl --endpoints https://127.0.0.1:2379 --cacert $pki/ca.crt --cert $pki/server.crt --key $pki/server.key \
    snapshot save /opt/backup/monday.db
NODE
# Tuesday: a new application, and the files.
kubectl apply --filename - <<'TUESDAY'
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ late }}
  namespace: {{ namespace }}
  labels: {team: growth}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: {{ late }}
  template:
    metadata:
      labels:
        app: {{ late }}
    spec:
      terminationGracePeriodSeconds: 1
      tolerations:
        - {key: node-role.kubernetes.io/control-plane, effect: NoSchedule}
      containers:
        - name: web
          image: clusterdojo/web:1.0
          env:
            - {name: CAMPAIGN, value: autumn}
TUESDAY
kubectl --namespace {{ namespace }} rollout status deployment {{ late }} --timeout 60s
mkdir -p backup
kubectl get all --namespace {{ namespace }} --output yaml > backup/tuesday.yaml
# Wednesday: the accident.
kubectl --namespace {{ namespace }} delete deployment/{{ late }} secret/{{ secret }} --wait
