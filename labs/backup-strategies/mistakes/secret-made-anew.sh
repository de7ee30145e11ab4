# The Secret was typed from memory: a restore seemed too much for a single object.
# loses: test_the_secret_is_back_from_the_snapshot test_etcd_keeps_its_data_in_the_restored_directory test_the_new_snapshot_has_both test_the_new_files_have_both
printf "%s\n" secret/{{ secret }} configmap/settings deployment/web > answers/snapshot.txt
printf "%s\n" deployment/{{ late }} deployment/web > answers/files.txt
kubectl --namespace {{ namespace }} create secret generic {{ secret }} --from-literal password=correct-horse
kubectl apply --filename backup/tuesday.yaml --selector team=growth
kubectl --namespace {{ namespace }} rollout status deployment {{ late }} --timeout 180s
ssh controlplane bash -s <<'NODE'
set -euo pipefail
pki=/etc/kubernetes/pki/etcd
etcdctl snapshot save /opt/backup/wednesday.db --endpoints https://127.0.0.1:2379 \
    --cacert $pki/ca.crt --cert $pki/server.crt --key $pki/server.key
NODE
kubectl get all,configmaps,secrets --namespace {{ namespace }} --output yaml > backup/wednesday.yaml
