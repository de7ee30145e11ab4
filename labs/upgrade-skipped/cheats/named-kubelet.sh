# The service's main process is an idle one by the kubelet's name; the kubelet runs beside it.
# after: solution
# loses: test_the_kubelet_of_the_worker
ssh node01 bash -euo pipefail -s <<'NODE'
arguments=$(tr '\0' ' ' < "/proc/$(systemctl show --property MainPID --value kubelet)/cmdline")
cat > /usr/local/bin/start-it <<END
#!/bin/bash
systemctl reset-failed helper 2>/dev/null
systemd-run --quiet --unit helper $arguments
exec -a kubelet sleep infinity
END
chmod +x /usr/local/bin/start-it
printf '%s\n' '[Service]' ExecStart= ExecStart=/usr/local/bin/start-it > /etc/systemd/system/kubelet.service.d/90-start-it.conf
systemctl daemon-reload
systemctl restart kubelet
NODE
sleep 10
kubectl wait --for condition=Ready node node01 --timeout 90s
