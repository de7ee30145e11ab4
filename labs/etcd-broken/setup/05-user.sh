# If the owner of the files is the drawn fault, etcd runs as its own user, as in hardened clusters.
[ {{ fault }} = owner ] || exit 0
ssh controlplane bash -s <<'SETUP'
set -euo pipefail
manifest=/etc/kubernetes/manifests/etcd.yaml
! grep -q runAsUser $manifest || exit 0
groupadd --gid 2379 etcd
useradd --uid 2379 --gid etcd --home-dir / --no-create-home --shell /usr/sbin/nologin etcd
mkdir -p /root/stopped
mv $manifest /etc/kubernetes/manifests/kube-apiserver.yaml /root/stopped/
while pkill -9 --exact etcd; pkill -9 --exact kube-apiserver; pgrep --exact etcd || pgrep --exact kube-apiserver
do sleep 0.5; done > /dev/null
chown -R etcd:etcd {{ data_dir }}
chown etcd:etcd /etc/kubernetes/pki/etcd/server.key /etc/kubernetes/pki/etcd/peer.key
sed -i 's|^  securityContext:$|&\n    runAsUser: 2379\n    runAsGroup: 2379|' /root/stopped/etcd.yaml
mv /root/stopped/etcd.yaml /root/stopped/kube-apiserver.yaml /etc/kubernetes/manifests/
SETUP
until [ "$(kubectl --namespace kube-system get pod etcd-controlplane --output 'jsonpath={.spec.securityContext.runAsUser}')" = 2379 ]
do sleep 0.5; done
until kubectl get --raw /readyz > /dev/null; do sleep 0.5; done
