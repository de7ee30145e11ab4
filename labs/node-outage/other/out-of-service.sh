# The out-of-service taint makes the cluster remove the lost pods by itself.
cat > {{ pod }}.yaml <<END
apiVersion: v1
kind: Pod
metadata:
  name: {{ pod }}
  namespace: {{ namespace }}
  labels: {app: {{ pod }}, role: writer}
spec:
  containers:
    - name: store
      image: clusterdojo/web:1.0
      command: [web]
      args: ["--store", "/var/lib/store"]
      env: [{name: PORT, value: "6379"}, {name: TZ, value: UTC}]
      ports: [{containerPort: 6379}]
END
kubectl taint node node01 node.kubernetes.io/out-of-service=nodeshutdown:NoExecute
kubectl wait --for delete pod {{ pod }} --namespace {{ namespace }} --timeout 90s
kubectl apply -f {{ pod }}.yaml

# Both tolerations are written out; the one for not-ready keeps its time.
kubectl patch deployment {{ api }} --namespace {{ namespace }} --type json --patch '[
  {"op": "add", "path": "/spec/template/spec/tolerations", "value": [
    {"key": "node.kubernetes.io/not-ready", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 5},
    {"key": "node.kubernetes.io/unreachable", "effect": "NoExecute", "tolerationSeconds": {{ seconds }}}
  ]}
]'
