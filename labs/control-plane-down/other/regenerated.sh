# kubeadm writes a new manifest from the original configuration of the cluster.
ssh controlplane "grep --max-count 1 api=down /var/log/traffic.log" | cut -d " " -f 1 > answers/since.txt
for _ in $(seq 40); do
    echo "curl --silent http://127.0.0.1:{{ port }} | head -n 1"
done | ssh controlplane bash | sort -u > answers/serving.txt
ssh controlplane 'kubeadm init phase control-plane apiserver --config /kind/kubeadm.conf'
until kubectl get --raw /readyz; do sleep 1; done
