# The kubelet was restarted on the wrong machine.
# loses: test_node01_is_ready test_its_kubelet_is_the_service test_it_is_ready_after_every_start test_the_application_serves
ssh controlplane 'systemctl enable kubelet && systemctl restart kubelet'
