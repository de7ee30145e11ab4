# The manifest is a link to a file that the next start of the machine forgets.
# after: solution
# loses: test_the_scheduler_runs_as_a_static_pod
ssh controlplane 'cd /etc/kubernetes/manifests && cp kube-scheduler.yaml /run/ && ln -sf /run/kube-scheduler.yaml kube-scheduler.yaml'
