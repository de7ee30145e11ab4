# The worker was considered done because its packages, or its settings, are.
# loses: test_the_packages_are_held test_the_kubelet_of_the_worker test_the_nodes_are_back test_the_application_runs_there
ssh controlplane bash -euo pipefail -s <<'END'
apt-get install -y --allow-change-held-packages kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubelet kubectl
systemctl restart kubelet
END
until kubectl get node controlplane | grep --quiet v{{ to_version }}; do sleep 1; done
until kubectl wait --for condition=Ready pod --namespace kube-system --selector tier=control-plane --timeout 60s; do sleep 1; done
until kubectl uncordon node01 | grep uncordoned; do sleep 1; done
