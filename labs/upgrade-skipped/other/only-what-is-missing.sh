# Only the missing steps: packages and a restart on the control plane, and on the worker what was left out there.
ssh controlplane bash -euo pipefail -s <<'END'
apt-get install -y --allow-change-held-packages kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubelet kubectl
systemctl restart kubelet
END
until kubectl get node controlplane | grep --quiet v{{ to_version }}; do sleep 1; done
until kubectl wait --for condition=Ready pod --namespace kube-system --selector tier=control-plane --timeout 60s; do sleep 1; done
ssh node01 bash -euo pipefail -s <<'END'
case {{ reached }} in
packages)
    # The new kubelet starts the control plane's pods again: the API server may be away for a moment.
    until timeout 120 kubeadm upgrade node --ignore-preflight-errors=SystemVerification; do sleep 5; done ;;
kubeadm) apt-get install -y --allow-change-held-packages kubelet='{{ to_version }}-*' kubectl='{{ to_version }}-*' ;;
esac
apt-mark hold kubeadm kubelet kubectl
systemctl restart kubelet
END
until kubectl get node node01 | grep --quiet v{{ to_version }}; do sleep 1; done
kubectl patch node node01 --patch '{"spec": {"unschedulable": false}}'
