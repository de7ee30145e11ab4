# The worker was closed during the repair, and stayed so.
# loses: test_nothing_else_was_changed
# What runs, what does not, and what is in the manifest.
kubectl config use-context cluster1
kubectl get namespaces --request-timeout 5s || true
ssh controlplane 'crictl ps -a | grep etcd; tail -n 3 /var/log/pods/kube-system_etcd-*/etcd/*.log' || true
ssh controlplane 'grep -n -e data-dir -e mountPath -e path: /etc/kubernetes/manifests/etcd.yaml; ls -d /var/lib/etcd*'

ssh controlplane bash -s <<'NODE'
set -euo pipefail
# You can make the same change in an editor.
sed -i \
    -e "s|path: /var/lib/etcd-from-backups\$|path: /var/lib/etcd-from-backup|" \
    -e "s|--data-dirs=|--data-dir=|" \
    -e "s|- --trusted-ca-file=.*|- --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt|" \
    /etc/kubernetes/manifests/etcd.yaml
chown -R --reference={{ data_dir }} /var/lib/etcd-from-backup
NODE
# kubectl may fail at first: the kubelet restarts the API server once etcd answers.
until kubectl --namespace {{ namespace }} get deployment {{ app }}; do sleep 1; done
until kubectl --namespace {{ namespace }} rollout status deployment {{ app }} --timeout 180s; do sleep 1; done
kubectl wait --for condition=Ready node --all --timeout 180s
kubectl cordon node01
