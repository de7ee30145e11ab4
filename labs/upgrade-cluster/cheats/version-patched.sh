# The old kubelet calls itself the new one: its version was patched in the program.
# loses: test_the_kubelets_run_the_new_version
for node in controlplane node01 node02; do
    ssh $node 'systemctl stop kubelet
        LC_ALL=C sed -i "s/v{{ from_version }}/v{{ to_version }}/g" /usr/bin/kubelet
        systemctl start kubelet'
    until kubectl get node $node | grep --quiet v{{ to_version }}; do sleep 1; done
    kubectl wait --for condition=Ready node $node --timeout 120s
done
