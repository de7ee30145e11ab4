# This drain cordons the node and then stops at the pod without a controller, which does no harm.
kubectl drain node01 --ignore-daemonsets || true
cat > {{ app }}.yaml <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ app }}
  namespace: {{ namespace }}
spec:
  replicas: {{ replicas }}
  selector:
    matchLabels:
      tier: {{ app }}
  template:
    metadata:
      labels:
        tier: {{ app }}
    spec:
      containers:
        - name: web
          image: {{ image }}
YAML
kubectl apply --filename {{ app }}.yaml
