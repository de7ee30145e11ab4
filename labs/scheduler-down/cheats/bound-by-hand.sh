# The scheduler runs, but somebody else holds its lease: it stands by, and the pods are bound by hand.
# loses: test_the_waiting_pods_run
kubectl patch lease kube-scheduler --namespace kube-system --type merge --patch '{"spec": {"holderIdentity": "somebody",
  "leaseDurationSeconds": 3600, "renewTime": "'"$(date -u +%Y-%m-%dT%H:%M:%S.000000Z)"'"}}'
ssh controlplane "sed -i -e 's|-rc.0$||' -e 's|--leader-election=|--leader-elect=|' -e 's|/schedule.conf|/scheduler.conf|' \
    -e 's|- kube-schedular|- kube-scheduler|' -e 's|^kind: Pods$|kind: Pod|' /etc/kubernetes/manifests/kube-scheduler.yaml"
until ssh controlplane pgrep --exact kube-scheduler; do sleep 1; done
for pod in $(kubectl get pods --namespace {{ namespace }} --selector app={{ waiting }} --output jsonpath='{.items[*].metadata.name}'); do
    echo '{"apiVersion": "v1", "kind": "Binding", "metadata": {"name": "'"$pod"'"},
      "target": {"apiVersion": "v1", "kind": "Node", "name": "node01"}}' |
        kubectl create --raw "/api/v1/namespaces/{{ namespace }}/pods/$pod/binding" --filename -
done
kubectl wait --for condition=Ready pod --namespace {{ namespace }} --selector app={{ waiting }} --timeout 60s
kubectl wait --for condition=Ready pod kube-scheduler-controlplane --namespace kube-system --timeout 90s
