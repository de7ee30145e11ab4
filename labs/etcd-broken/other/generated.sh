# kubeadm writes a new manifest, in which only one line has to be changed.
ssh controlplane bash -s <<'NODE'
set -euo pipefail
cat > /root/etcd-only.yaml <<CONFIG
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: $(kubeadm version -o short)
etcd:
  local:
    dataDir: {{ data_dir }}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
nodeRegistration:
  name: controlplane
localAPIEndpoint:
  advertiseAddress: $(sed -n 's|.*--advertise-client-urls=https://\(.*\):2379|\1|p' /etc/kubernetes/manifests/etcd.yaml)
CONFIG
old=/etc/kubernetes/manifests/etcd.yaml
cp $old /root/etcd.yaml.before
kubeadm init phase etcd local --config /root/etcd-only.yaml
sed -i 's|path: {{ data_dir }}$|path: /var/lib/etcd-from-backup|' $old
user=$(sed -n 's/^ *runAsUser: //p' /root/etcd.yaml.before)
[ -z "$user" ] || sed -i "s|^  securityContext:$|&\n    runAsUser: $user\n    runAsGroup: $user|" $old
chown -R --reference={{ data_dir }} /var/lib/etcd-from-backup
NODE
# kubectl may fail at first: the kubelet restarts the API server once etcd answers.
until kubectl --namespace {{ namespace }} get deployment {{ app }}; do sleep 1; done
until kubectl --namespace {{ namespace }} rollout status deployment {{ app }} --timeout 180s; do sleep 1; done
kubectl wait --for condition=Ready node --all --timeout 180s
