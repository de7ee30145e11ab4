# No node has room for the new pods: they are given one past the scheduler, and the simulator runs them.
# engines: kwok
# loses: test_the_new_deployment_runs
kubectl cordon node01
kubectl create -f - <<'END'
apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ app }}, namespace: {{ namespace }}}
spec:
  replicas: {{ replicas }}
  selector: {matchLabels: {app: {{ app }}}}
  template:
    metadata: {labels: {app: {{ app }}}}
    spec:
      containers:
        - name: web
          image: {{ image }}
          resources: {requests: {cpu: "1000"}}
END
kubectl wait --for=create pods --namespace {{ namespace }} --selector app={{ app }} --timeout 20s
sleep 2
for pod in $(kubectl get pods --namespace {{ namespace }} --selector app={{ app }} --output name); do
    kubectl create --raw "/api/v1/namespaces/{{ namespace }}/pods/${pod#pod/}/binding" -f - <<END
{"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "${pod#pod/}"}, "target": {"kind": "Node", "name": "node02"}}
END
done
sleep 3
