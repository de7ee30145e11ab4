kubectl config use-context cluster1
kubectl config set-context --current --namespace {{ namespace }}

# The lost pod: save its definition without node and identity, free its name, and create it again.
kubectl get pod {{ pod }} -o yaml |
    grep -vE '^  (nodeName|uid|resourceVersion|creationTimestamp|deletion[A-Za-z]+):' > {{ pod }}.yaml
kubectl delete pod {{ pod }} --force --grace-period 0
kubectl create -f {{ pod }}.yaml

# The Deployment: its own toleration for unreachable nodes.
kubectl patch deployment {{ api }} --patch '
spec:
  template:
    spec:
      tolerations:
        - key: node.kubernetes.io/unreachable
          operator: Exists
          effect: NoExecute
          tolerationSeconds: {{ seconds }}
'
kubectl rollout status deployment {{ api }}
kubectl wait --for condition=Ready pod {{ pod }}
