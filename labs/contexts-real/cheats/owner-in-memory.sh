# The file on the machine is a link to one that its next start forgets.
# after: solution
# loses: test_the_owner_is_on_the_machine
ssh {{ goal }}-controlplane 'mv /etc/cluster-owner /run/ && ln -s /run/cluster-owner /etc/cluster-owner'
