# The DaemonSet was in drain's way, so it was removed.
# loses: test_nothing_else_was_changed test_the_agent_still_runs_on_every_worker
kubectl delete daemonset node-agent --namespace {{ namespace }} --cascade=foreground
kubectl drain node01 --ignore-daemonsets
