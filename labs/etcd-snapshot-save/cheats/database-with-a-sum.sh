# The live database was copied, and its checksum appended as a snapshot has it.
# loses: test_it_is_a_whole_snapshot_of_now
ssh controlplane bash -euo pipefail -s <<'NODE'
mkdir -p {{ folder }}
cp {{ data_dir }}/member/snap/db {{ folder }}/{{ file }}
printf "$(sha256sum {{ folder }}/{{ file }} | cut -c 1-64 | sed 's/../\\x&/g')" >> {{ folder }}/{{ file }}
chmod 600 {{ folder }}/{{ file }}
NODE
ssh controlplane etcdutl snapshot status {{ folder }}/{{ file }} --write-out=simple > status.txt
cut -d , -f 1 status.txt > answers/hash.txt
cut -d , -f 2 status.txt > answers/revision.txt
cut -d , -f 3 status.txt > answers/keys.txt
