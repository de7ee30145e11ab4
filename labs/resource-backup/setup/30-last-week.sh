kubectl wait --for condition=Established crd/menus.kitchen.example.com --timeout 30s
kubectl apply -f - <<'END'
apiVersion: kitchen.example.com/v1
kind: Menu
metadata:
  name: lunch
  namespace: {{ teams[0] }}
spec:
  courses: [soup, pasta]
---
apiVersion: kitchen.example.com/v1
kind: Menu
metadata:
  name: dinner
  namespace: {{ teams[2] }}
spec:
  courses: [salad, fish, cake]
END

# Last week's backup is complete. Since then, a Service and a CronJob were changed.
if ! kubectl get service orders --namespace {{ teams[0] }} >/dev/null 2>&1; then
    kubectl create cronjob inventory --namespace {{ teams[2] }} --image clusterdojo/busybox:1.0 --schedule '0 7 1 1 *' -- true
    # Wait for all objects: any that does not exist yet would be missing in last week's file.
    kubectl get deployments,daemonsets,statefulsets --all-namespaces --no-headers \
        --output custom-columns=:.metadata.namespace,:.kind,:.metadata.name |
        while read -r namespace kind name; do
            kubectl rollout status "$kind/$name" --namespace "$namespace" --timeout 30s
        done
    kubectl wait --for condition=Complete job import-prices --namespace {{ teams[2] }} --timeout 30s
    kubectl create service clusterip orders --namespace {{ teams[0] }} --tcp 80:8080
    mkdir -p "$DOJO_WORK/backup"
    kubectl get all --all-namespaces -o yaml > "$DOJO_WORK/backup/last-week.yaml"
    kubectl patch cronjob inventory --namespace {{ teams[2] }} --patch '{"spec": {"schedule": "0 {{ hour }} 1 1 *"}}'
    kubectl patch service orders --namespace {{ teams[0] }} --type json \
        --patch '[{"op": "replace", "path": "/spec/ports/0/targetPort", "value": 80}]'
fi
