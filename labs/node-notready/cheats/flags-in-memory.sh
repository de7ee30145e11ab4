# The file with the kubelet's flags is a link to one that the next start of the machine forgets.
# after: solution
# loses: test_it_is_ready_after_every_start
ssh node01 'cd /var/lib/kubelet && mv kubeadm-flags.env /run/ && ln -s /run/kubeadm-flags.env kubeadm-flags.env && systemctl restart kubelet'
sleep 5
kubectl wait --for condition=Ready node node01 --timeout 90s
