# Everything claims to be {{ to_version }} but is unchanged: old images under new tags, the ConfigMap
# edited, the node's own report overwritten.
# loses: test_nothing_else_was_changed test_the_packages_are_upgraded test_the_packages_are_held test_the_control_plane_runs_the_new_version test_etcd_and_the_addons_belong_to_it test_the_cluster_knows_its_version test_the_kubelet_runs_the_new_version test_the_node_is_back
kubectl get configmap kubeadm-config --namespace kube-system -o yaml | sed 's|v{{ from_version }}|v{{ to_version }}|' | kubectl replace -f -
kubectl annotate node controlplane kubernetes.io/version=v{{ to_version }}
ssh controlplane bash -euo pipefail -s <<'END'
for image in $(ctr -n k8s.io images ls -q | grep '/kube-.*:v{{ from_version }}$'); do
    ctr -n k8s.io images tag --force "$image" "${image%:*}:v{{ to_version }}"
done
sed -i 's|:v{{ from_version }}$|:v{{ to_version }}|' /etc/kubernetes/manifests/kube-*.yaml
END
until kubectl get pods --namespace kube-system --selector tier=control-plane -o 'jsonpath={.items[*].spec.containers[0].image}' |
    tr ' ' '\n' | grep --count '/kube-.*:v{{ to_version }}' | grep 3; do
    sleep 1
done
until kubectl wait --for condition=Ready pod --namespace kube-system --selector tier=control-plane --timeout 60s; do sleep 1; done
kubectl patch node controlplane --subresource status --type merge \
    --patch '{"status": {"nodeInfo": {"kubeletVersion": "v{{ to_version }}"}}}'
