# The old directory is where it was, but what was in it is not.
# after: solution
# loses: test_the_old_data_are_still_there
ssh controlplane 'for file in {{ data_dir }}/member/wal/*.wal; do truncate --size 1M "$file"; done'
