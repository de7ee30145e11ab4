# The new snapshot says it has 300 GB, and has nothing.
# after: solution
# loses: test_the_new_snapshot_has_both
ssh controlplane 'rm /opt/backup/wednesday.db && truncate --size 300G /opt/backup/wednesday.db'
