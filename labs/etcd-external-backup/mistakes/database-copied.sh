# The database file was copied while etcd wrote to it: it may be inconsistent.
# loses: test_it_is_a_whole_snapshot_of_now test_nobody_else_may_read_it test_a_copy_is_elsewhere test_its_revision_is_written_down
ssh etcd-server 'mkdir -p {{ folder }} && cp {{ data_dir }}/member/snap/db {{ folder }}/{{ file }} && chmod 600 {{ folder }}/{{ file }}'
mkdir -p backup
scp -q etcd-server:{{ folder }}/{{ file }} backup/{{ file }}
etcdutl snapshot status backup/{{ file }} --write-out=simple | cut -d , -f 2 > answers/revision.txt
