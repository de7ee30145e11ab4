# The manifest is a link to a file that the next start of the machine forgets.
# after: solution
# loses: test_etcd_runs_as_before
ssh controlplane 'cd /etc/kubernetes/manifests && cp --preserve etcd.yaml /run/ && ln -sf /run/etcd.yaml etcd.yaml'
