# Leftovers from moving etcd out of the cluster: similar directories, a manifest and a configuration file.
ssh etcd-server bash -s {{ data_dir }} <<'SETUP'
set -euo pipefail
for other in /var/lib/etcd /var/lib/etcd-data /srv/etcd /var/lib/etcd-main; do
    [ "$other" != "$1" ] || continue
    install -d -m 700 -o etcd -g etcd "$other" "$other/member" "$other/member/snap" "$other/member/wal"
    head -c 1048576 /dev/zero > "$other/member/snap/db"
    old=$other
done
cat > /etc/etcd/etcd.conf.yml <<CONFIGURATION
# From the time before etcd became a service.
name: etcd-server
data-dir: $old
advertise-client-urls: https://192.0.2.17:2379
client-transport-security:
  cert-file: /etc/kubernetes/pki/etcd/server.crt
  key-file: /etc/kubernetes/pki/etcd/server.key
  trusted-ca-file: /etc/kubernetes/pki/etcd/ca.crt
CONFIGURATION
SETUP

ssh cluster2-controlplane bash -s <<'SETUP'
set -euo pipefail
mkdir -p -m 700 /var/lib/etcd/member/snap /var/lib/etcd/member/wal
head -c 1048576 /dev/zero > /var/lib/etcd/member/snap/db
address=$(hostname -I | cut -d ' ' -f 1)
cat > /etc/kubernetes/etcd.yaml.old <<MANIFEST
apiVersion: v1
kind: Pod
metadata:
  name: etcd
  namespace: kube-system
spec:
  containers:
  - command:
    - etcd
    - --advertise-client-urls=https://$address:2379
    - --cert-file=/etc/kubernetes/pki/etcd/server.crt
    - --data-dir=/var/lib/etcd/k8s
    - --key-file=/etc/kubernetes/pki/etcd/server.key
    - --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt
    name: etcd
  hostNetwork: true
MANIFEST
SETUP
