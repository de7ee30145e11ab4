# Drafts that no kubelet takes, in its folder: they are not the pod, and no reason to stop grading.
# earns: nothing
ssh node01 bash -euo pipefail -s <<'NODE'
cd /etc/kubernetes/manifests
printf '%s\n' 'kind: Pod' 'metadata: {name: {{ pod }}, namespace: [{{ namespace }}]}' 'spec: {containers: [web]}' > draft.yaml
printf '%s\n' 'kind: Pod' 'metadata: 5' 'spec: {containers: 5}' > other.yaml
mkdir folder.yaml
mkfifo pipe.yaml
NODE
