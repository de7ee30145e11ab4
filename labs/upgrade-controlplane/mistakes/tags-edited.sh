# Instead of kubeadm's upgrade the images in the manifests were changed: what they run is new, and
# nothing around it is.
# loses: test_etcd_and_the_addons_belong_to_it test_the_cluster_knows_its_version
ssh controlplane bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-get install -y --allow-change-held-packages kubeadm='{{ to_version }}-*' kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubeadm kubelet kubectl
sed -i 's|:v{{ from_version }}$|:v{{ to_version }}|' /etc/kubernetes/manifests/kube-*.yaml
# The new kubelet does not know an option of the old one.
sed -i 's| *--pod-infra-container-image=[^ "]*||' /var/lib/kubelet/kubeadm-flags.env
systemctl daemon-reload
systemctl restart kubelet
END
until kubectl get pods --namespace kube-system --selector tier=control-plane -o 'jsonpath={.items[*].spec.containers[0].image}' |
    tr ' ' '\n' | grep --count '/kube-.*:v{{ to_version }}' | grep 3; do
    sleep 1
done
until kubectl wait --for condition=Ready pod --namespace kube-system --selector tier=control-plane --timeout 60s; do sleep 1; done
until kubectl get node controlplane | grep --quiet v{{ to_version }}; do sleep 1; done
until kubectl wait --for condition=Ready node controlplane --timeout 60s; do sleep 1; done
