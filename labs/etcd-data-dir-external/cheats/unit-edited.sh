# Change nothing: but the unit has another line, which counts from the next start on.
# after: solution
# earns: nothing
ssh etcd-server 'sed -i "/^\[Service\]/a Nice=5" /etc/systemd/system/etcd.service && systemctl daemon-reload'
