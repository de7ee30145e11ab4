# Drafts of a manifest that no kubelet takes: the scheduler is still broken, and that can be graded.
# earns: nothing
ssh controlplane bash -euo pipefail -s <<'NODE'
cd /etc/kubernetes/manifests
printf '%s\n' 'kind: Pod' 'metadata: {name: kube-scheduler, namespace: [kube-system]}' 'spec: {containers: [kube-scheduler]}' > z1.yaml
printf '%s\n' 'kind: Pod' 'metadata: {name: [kube-scheduler]}' 'spec: [5]' > z2.yaml
NODE
