# The manifest from version control.
mkdir -p "$DOJO_WORK/manifests"
cat > "$DOJO_WORK/manifests/{{ app }}.yaml" <<'END'
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ app }}
  namespace: {{ namespace }}
  labels:
    app: {{ app }}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: {{ app }}
  template:
    metadata:
      labels:
        app: {{ app }}
    spec:
      containers:
        - name: web
          image: clusterdojo/web:1.0
          ports:
            - containerPort: 80
          env:
            - name: TITLE
              value: "The {{ app }}"
          resources:
            requests:
              cpu: 50m
              memory: 64Mi
            limits:
              memory: 128Mi
---
apiVersion: v1
kind: Service
metadata:
  name: {{ app }}
  namespace: {{ namespace }}
spec:
  selector:
    app: {{ app }}
  ports:
    - port: 80
END

# The manifest was applied, then the live object was changed. Doing this twice would start a new rollout.
if ! kubectl get deployment {{ app }} --namespace {{ namespace }} >/dev/null 2>&1; then
    kubectl apply -f "$DOJO_WORK/manifests/{{ app }}.yaml"
    kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 30s
    kubectl set image deployment {{ app }} --namespace {{ namespace }} web=clusterdojo/web:{{ live_tag }} \
        --field-manager {{ manager }}
    kubectl scale deployment {{ app }} --namespace {{ namespace }} --replicas {{ live_replicas }}
fi
