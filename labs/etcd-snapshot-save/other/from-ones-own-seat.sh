# With etcdctl in the learner's own shell and another client's certificate; the file is copied to the node.
address=$(kubectl get node controlplane -o jsonpath='{.status.addresses[0].address}')
scp -q controlplane:/etc/kubernetes/pki/etcd/ca.crt controlplane:/etc/kubernetes/pki/apiserver-etcd-client.crt \
    controlplane:/etc/kubernetes/pki/apiserver-etcd-client.key .
etcdctl snapshot save here.db --endpoints "https://$address:2379" --cacert ca.crt \
    --cert apiserver-etcd-client.crt --key apiserver-etcd-client.key
ssh controlplane mkdir -p {{ folder }}
scp -q here.db controlplane:{{ folder }}/{{ file }}
ssh controlplane chmod 600 {{ folder }}/{{ file }}
etcdutl snapshot status here.db --write-out=json > status.json
grep -o '"hash":[0-9]*' status.json | cut -d : -f 2 > answers/hash.txt
grep -o '"revision":[0-9]*' status.json | cut -d : -f 2 > answers/revision.txt
grep -o '"totalKey":[0-9]*' status.json | cut -d : -f 2 > answers/keys.txt
