# The manifest was rewritten from memory: apply removes the fields that it no longer has.
# loses: test_nothing_else_changed
echo {{ manager }} > answers/manager.txt
cat > manifests/{{ app }}.yaml <<END
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ app }}, namespace: {{ namespace }}, labels: {app: {{ app }}}}
spec:
  replicas: {{ live_replicas }}
  selector: {matchLabels: {app: {{ app }}}}
  template:
    metadata: {labels: {app: {{ app }}}}
    spec:
      containers:
        - name: web
          image: clusterdojo/web:{{ live_tag }}
          ports: [{containerPort: 80}]
          env: [{name: LOG_LEVEL, value: {{ level }}}]
---
apiVersion: v1
kind: Service
metadata: {name: {{ app }}, namespace: {{ namespace }}}
spec:
  selector: {app: {{ app }}}
  ports: [{port: 80}]
END
kubectl apply -f manifests/{{ app }}.yaml
