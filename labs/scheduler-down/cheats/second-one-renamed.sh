# A second scheduler under another name, out of the sight of who looks for the first one's.
# after: solution
# loses: test_it_is_the_only_scheduler
ssh controlplane bash -euo pipefail -s <<'NODE'
cp "/proc/$(pgrep --exact kube-scheduler)/exe" /usr/local/bin/helper
systemd-run --quiet --unit helper /usr/local/bin/helper --kubeconfig=/etc/kubernetes/scheduler.conf \
    --authentication-kubeconfig=/etc/kubernetes/scheduler.conf --authorization-kubeconfig=/etc/kubernetes/scheduler.conf \
    --leader-elect=false --secure-port=10999
sleep 5
systemctl is-active helper
NODE
