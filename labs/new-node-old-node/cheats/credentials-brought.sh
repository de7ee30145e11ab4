# The old machine was reset, and then got credentials that are worth more than its own.
# after: solution
# loses: test_the_old_machine_has_forgotten_the_cluster
ssh controlplane cat /etc/kubernetes/admin.conf | ssh node01 'mkdir -p /root/.kube && cat > /root/.kube/config'
