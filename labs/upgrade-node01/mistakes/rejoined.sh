# The node was removed from the cluster and joined again with the new version.
# loses: test_nothing_else_was_changed
kubectl delete node node01
ssh node01 bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
kubeadm reset --force
apt-get install -y --allow-change-held-packages kubeadm='{{ to_version }}-*' kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubeadm kubelet kubectl
END
join=$(ssh controlplane kubeadm token create --print-join-command)
ssh node01 "$join --node-name node01 --ignore-preflight-errors=all"
kubectl wait --for create node/node01 --timeout 60s
until kubectl get node node01 | grep --quiet v{{ to_version }}; do sleep 1; done
kubectl wait --for condition=Ready node node01 --timeout 120s
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 120s
