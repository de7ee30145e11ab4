# A file that says it has 300 GB, and has none.
# loses: test_it_is_a_whole_snapshot_of_now test_its_hash_is_written_down
ssh controlplane 'mkdir -p {{ folder }} && truncate --size 300G {{ folder }}/{{ file }} && chmod 600 {{ folder }}/{{ file }}'
