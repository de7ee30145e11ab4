# Saved on cluster2's control plane with the API server's certificate, and copied to both places.
ssh cluster2-controlplane bash -s <<'NODE'
set -euo pipefail
etcdctl snapshot save /root/now.db --endpoints https://etcd-server:2379 --cacert /etc/kubernetes/pki/etcd/ca.crt \
    --cert /etc/kubernetes/pki/apiserver-etcd-client.crt --key /etc/kubernetes/pki/apiserver-etcd-client.key
NODE
mkdir -p backup
scp -q cluster2-controlplane:/root/now.db backup/{{ file }}
ssh etcd-server mkdir -p {{ folder }}
scp -q backup/{{ file }} etcd-server:{{ folder }}/{{ file }}
ssh etcd-server chmod 600 {{ folder }}/{{ file }}
etcdutl snapshot status backup/{{ file }} --write-out=json | grep -o '"revision":[0-9]*' | cut -d : -f 2 > answers/revision.txt
