# The manifest is moved out of the folder, repaired with its arguments in another order, and moved back under another name; the
# kubelet is restarted, too.
ssh controlplane 'cd /etc/kubernetes && mv manifests/kube-scheduler.yaml /root/ && sed -e "s|-rc.0$||" -e "s|--leader-election=|--leader-elect=|" -e "s|/schedule.conf|/scheduler.conf|" \
    -e "s|- kube-schedular|- kube-scheduler|" -e "s|^kind: Pods$|kind: Pod|" /root/kube-scheduler.yaml |
    sed -e "/--leader-elect=true/d" -e "s|^\( *\)- kube-scheduler$|\1- kube-scheduler\n\1- --leader-elect=true|" > manifests/scheduler &&
    systemctl restart kubelet'
kubectl rollout status deployment {{ waiting }} --namespace {{ namespace }} --timeout 120s
