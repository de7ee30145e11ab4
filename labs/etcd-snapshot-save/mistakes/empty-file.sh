# The command failed for lack of a certificate and left an empty file.
# loses: test_it_is_a_whole_snapshot_of_now test_nobody_else_may_read_it test_its_hash_is_written_down test_its_revision_is_written_down test_its_keys_are_written_down
ssh controlplane 'mkdir -p {{ folder }} && touch {{ folder }}/{{ file }} && chmod 600 {{ folder }}/{{ file }}'
