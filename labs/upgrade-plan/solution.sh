kubectl config use-context cluster1
kubectl version | sed -n 's/^Server Version: //p' > answers/version.txt

ssh controlplane kubeadm upgrade plan --ignore-preflight-errors=SystemVerification > plan.txt
sed -n 's/.*kubeadm upgrade apply //p' plan.txt > answers/target.txt
awk '$1 == "kubelet" { print $1, $2 }' plan.txt > answers/by-hand.txt

kubectl get nodes --no-headers -o 'custom-columns=NAME:.metadata.name,EFFECTS:.spec.taints[*].effect' |
    awk '$2 !~ /NoSchedule|NoExecute/ { print $1 }' > answers/nodes.txt

# One minor version at a time.
for minor in $(seq {{ to_minor.split('.')[1]|int - behind + 1 }} {{ to_minor.split('.')[1] }}); do
    echo {{ to_minor.split('.')[0] }}.$minor
done > answers/steps.txt
