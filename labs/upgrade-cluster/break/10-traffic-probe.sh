ssh controlplane 'systemctl enable --quiet --now traffic-probe@{{ port }}
    until grep --quiet "api=up app=200" /var/log/traffic.log; do sleep 0.2; done'
