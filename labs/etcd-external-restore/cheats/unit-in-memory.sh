# The unit lies where the next start of the machine forgets it.
# after: solution
# loses: test_it_does_so_after_the_next_start
ssh etcd-server 'mv /etc/systemd/system/etcd.service /run/systemd/system/ && systemctl daemon-reload && systemctl restart etcd'
until kubectl get --raw /readyz > /dev/null; do sleep 1; done
