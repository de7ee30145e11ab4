# The kubelet's configuration is a link to a file that the next start of the machine forgets.
# after: solution
# loses: test_it_is_ready_after_every_start
ssh node01 'cd /var/lib/kubelet && mv config.yaml /run/kubelet.yaml && ln -s /run/kubelet.yaml config.yaml && systemctl restart kubelet'
sleep 5
kubectl wait --for condition=Ready node node01 --timeout 90s
