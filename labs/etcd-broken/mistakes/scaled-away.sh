# The application was scaled to zero and left so.
# loses: test_the_application_works
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
kubectl --namespace {{ namespace }} scale deployment {{ app }} --replicas 0
