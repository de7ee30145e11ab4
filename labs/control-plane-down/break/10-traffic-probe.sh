# A customer on the control plane, outside of Kubernetes: it asks the application and the API server
# once a second and writes down what came back: at each change, else every three seconds, later every
# twenty. A gap in its record means "not measured", which is something else than "did not answer".
ssh controlplane 'cat > /usr/local/bin/traffic-probe && chmod 755 /usr/local/bin/traffic-probe' <<'PROBE'
#!/bin/bash
# Usage: traffic-probe PORT
last='' pods='' written=0
while true; do
    api=down app=none
    curl --silent --insecure --max-time 2 --output /dev/null https://127.0.0.1:6443/livez && api=up
    for _ in 1 2 3; do
        answer=$(curl --silent --fail --max-time 2 "http://127.0.0.1:$1/") || continue
        app=200
        pods=$(printf '%s\n' $pods "${answer%%$'\n'*}" | sort -u)
    done
    if [ "$api $app" != "$last" ] || [ $((SECONDS - written)) -ge $((SECONDS < 60 ? 3 : 20)) ]; then
        echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) api=$api app=$app pods=$(echo $pods | tr ' ' ,)"
        last="$api $app" pods='' written=$SECONDS
    fi
    sleep 1
done
PROBE
ssh controlplane 'cat > /etc/systemd/system/traffic-probe.service' <<'UNIT'
[Unit]
Description=Asks the application and the API server, and records the answers

[Service]
ExecStart=/usr/local/bin/traffic-probe {{ port }}
StandardOutput=append:/var/log/traffic.log
Restart=always

[Install]
WantedBy=multi-user.target
UNIT
ssh controlplane 'systemctl daemon-reload
    systemctl enable --quiet --now traffic-probe
    until grep --quiet "api=up app=200" /var/log/traffic.log; do sleep 0.2; done'
