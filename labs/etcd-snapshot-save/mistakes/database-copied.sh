# The database file was copied while etcd wrote to it: it may be inconsistent.
# loses: test_it_is_a_whole_snapshot_of_now test_nobody_else_may_read_it test_its_hash_is_written_down test_its_revision_is_written_down test_its_keys_are_written_down
ssh controlplane 'mkdir -p {{ folder }} && cp {{ data_dir }}/member/snap/db {{ folder }}/{{ file }} && chmod 600 {{ folder }}/{{ file }}'
ssh controlplane etcdutl snapshot status {{ folder }}/{{ file }} --write-out=simple > status.txt
cut -d , -f 1 status.txt > answers/hash.txt
cut -d , -f 2 status.txt > answers/revision.txt
cut -d , -f 3 status.txt > answers/keys.txt
