kubectl cordon {{ cordoned }}
if [ {{ control_plane }} = opened ]; then
    kubectl taint node controlplane node-role.kubernetes.io/control-plane:NoSchedule- || true # the second time
fi
