kubectl config use-context cluster1

ssh controlplane bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-mark unhold kubeadm kubelet kubectl
apt-get install -y kubeadm='{{ to_version }}-*'
kubeadm upgrade apply v{{ to_version }} --yes --ignore-preflight-errors=SystemVerification
apt-get install -y kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubeadm kubelet kubectl
systemctl daemon-reload
systemctl restart kubelet
END
until kubectl get node controlplane | grep --quiet v{{ to_version }}; do sleep 1; done
until kubectl wait --for condition=Ready pod --namespace kube-system --selector tier=control-plane --timeout 60s; do sleep 1; done

# Both workers at the same time.
until kubectl drain node01 node02 --ignore-daemonsets --delete-emptydir-data --timeout 120s; do sleep 1; done
for node in node01 node02; do
    ssh $node bash -euo pipefail -s <<'END' &
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-mark unhold kubeadm kubelet kubectl
apt-get install -y kubeadm='{{ to_version }}-*'
kubeadm upgrade node --ignore-preflight-errors=SystemVerification
apt-get install -y kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubeadm kubelet kubectl
systemctl daemon-reload
systemctl restart kubelet
END
done
wait
until kubectl get nodes | grep --count v{{ to_version }} | grep --quiet 3; do sleep 1; done
kubectl uncordon node01 node02
kubectl wait --for condition=Ready node --all --timeout 120s
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 120s

# What was down: find the first line that says so.
ssh controlplane cat /var/log/traffic.log > traffic.log
awk '/api=down/ { print "api", $1; exit }' traffic.log > answers/down.txt
awk '/app=none/ { print "workload", $1; exit }' traffic.log >> answers/down.txt
# The only API server is down while it is replaced, whichever worker is upgraded.
echo api > answers/one-by-one.txt
echo nothing > answers/three-control-planes.txt
