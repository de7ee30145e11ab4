# etcd no longer asks its clients for a certificate.
# loses: test_etcd_runs_as_before
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
ssh controlplane 'sed -i "s/--client-cert-auth=true/--client-cert-auth=false/" /etc/kubernetes/manifests/etcd.yaml'
# kubectl may fail at first: the kubelet restarts the API server once etcd answers.
until kubectl --namespace {{ namespace }} get deployment {{ app }}; do sleep 1; done
until kubectl --namespace {{ namespace }} rollout status deployment {{ app }} --timeout 180s; do sleep 1; done
kubectl wait --for condition=Ready node --all --timeout 180s
