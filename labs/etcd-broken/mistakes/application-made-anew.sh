# etcd runs on the old data, and the application was retyped: its ConfigMap is missing.
# loses: test_the_objects_are_back test_etcd_keeps_its_data_in_the_restored_directory test_the_old_data_are_still_there test_etcd_runs_as_before test_the_application_works test_the_nodes_report
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
ssh controlplane 'sed -i "s|path: /var/lib/etcd-from-backup$|path: {{ data_dir }}|" /etc/kubernetes/manifests/etcd.yaml'
until kubectl get namespace {{ namespace }}; do sleep 1; done
kubectl --namespace {{ namespace }} create deployment {{ app }} --image clusterdojo/web:1.0 --replicas 2
kubectl --namespace {{ namespace }} rollout status deployment {{ app }} --timeout 180s
