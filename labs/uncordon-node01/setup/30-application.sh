# Four such pods fill a node of any size: the rest is too small for a fifth one.
cpu=$(kubectl get node node02 --output jsonpath='{.status.allocatable.cpu}')
case $cpu in
    *m) millis=${cpu%m} ;;
    *) millis=$((cpu * 1000)) ;;
esac

kubectl apply --filename - <<YAML
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ app }}
  namespace: {{ namespace }}
spec:
  replicas: 4
  selector:
    matchLabels:
      app: {{ app }}
  template:
    metadata:
      labels:
        app: {{ app }}
    spec:
      containers:
        - name: service
          image: clusterdojo/web:1.0
          resources:
            requests:
              cpu: $((millis / 5 + 1))m
              memory: 64Mi
YAML
