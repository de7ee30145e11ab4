# Somebody edited the manifest. The kubelet gives the old API server time to end, which takes half a
# minute; it is killed here.
ssh controlplane bash -s {{ fault }} <<'BREAK'
set -euo pipefail
case $1 in
    option) change='s/--authorization-mode=/--authorisation-mode=/' ;;
    etcd) change='s/\(--etcd-servers=.*\):2379/\1:2397/' ;;
    certificate) change='s|--etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt|--etcd-cafile=/etc/kubernetes/pki/etcd-ca.crt|' ;;
    image) change='s/\(image: .*\)\.\([0-9]*\)$/\1.\20/' ;;
    yaml) change='s/^spec:$/spec/' ;;
esac
manifest=/etc/kubernetes/manifests/kube-apiserver.yaml
cp --preserve $manifest /tmp/whole
sed "$change" /tmp/whole > /tmp/broken
if cmp --silent /tmp/whole /tmp/broken; then
    echo "$change changes nothing" >&2
    exit 1
fi
old=$(pgrep --exact kube-apiserver)
cat /tmp/broken > $manifest
rm /tmp/whole /tmp/broken
# An API server that is ending is not ready; the kubelet does not restart it.
status() { curl --silent --insecure --max-time 2 --output /dev/null --write-out '%{http_code}' https://127.0.0.1:6443/readyz; }
while [ "$(status)" = 200 ]; do sleep 0.2; done
kill -9 "$old" || true  # it may have ended by itself
# Wait until it is down for good: the probe has recorded that several times, and nothing else since.
until [ "$(tail -n 2 /var/log/traffic.log | grep --count 'api=down app=200')" = 2 ]; do sleep 0.2; done
BREAK
