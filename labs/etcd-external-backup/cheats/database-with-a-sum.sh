# The live database was copied, and its checksum appended as a snapshot has it.
# loses: test_it_is_a_whole_snapshot_of_now
ssh etcd-server bash -euo pipefail -s <<'HOST'
mkdir -p {{ folder }}
cp {{ data_dir }}/member/snap/db {{ folder }}/{{ file }}
printf "$(sha256sum {{ folder }}/{{ file }} | cut -c 1-64 | sed 's/../\\x&/g')" >> {{ folder }}/{{ file }}
chmod 600 {{ folder }}/{{ file }}
HOST
mkdir -p backup
scp -q etcd-server:{{ folder }}/{{ file }} backup/{{ file }}
etcdutl snapshot status backup/{{ file }} --write-out=simple | cut -d , -f 2 > answers/revision.txt
