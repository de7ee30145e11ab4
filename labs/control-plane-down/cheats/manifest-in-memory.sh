# The manifest is a link to a file that the next start of the machine forgets.
# after: solution
# loses: test_it_is_the_static_pod_that_it_was
ssh controlplane 'cd /etc/kubernetes/manifests && cp --preserve kube-apiserver.yaml /run/ && ln -sf /run/kube-apiserver.yaml kube-apiserver.yaml'
