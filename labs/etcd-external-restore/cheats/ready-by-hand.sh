# The kubelet of the worker is stopped: the test's pods never start, and are called ready by hand.
# after: solution
# loses: test_controllers_and_kubelets_work_again
kubectl delete deployment after-restore --cascade=foreground
ssh node01 pkill -STOP --exact kubelet
kubectl create deployment after-restore --image clusterdojo/web:1.0 --replicas 2
sleep 5
for pod in $(kubectl get pods --selector app=after-restore --output name); do
    kubectl patch "$pod" --subresource status --patch \
        '{"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}'
done
