until kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 60s; do sleep 1; done
kubectl cordon node01
# The controller manager has just started and adds the matching taint.
until kubectl get node node01 -o jsonpath='{.spec.taints[*].key}' | grep --quiet unschedulable; do sleep 0.5; done
ssh node01 bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-get install -y --allow-change-held-packages kubeadm='{{ to_version }}-*'
case {{ reached }} in
packages) apt-get install -y --allow-change-held-packages kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*' ;;
kubeadm) kubeadm upgrade node --ignore-preflight-errors=SystemVerification ;;
esac
apt-mark hold kubeadm kubelet kubectl
apt-mark unhold {{ free }}
END
