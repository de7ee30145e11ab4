# Last week's snapshot with a revision that is higher than today's.
# loses: test_it_is_a_whole_snapshot_of_now
ssh etcd-server bash -euo pipefail -s <<'HOST'
mkdir -p {{ folder }}
etcdutl snapshot restore /root/last-week.db --data-dir /root/bumped --bump-revision 100000 --mark-compacted
cp /root/bumped/member/snap/db {{ folder }}/{{ file }}
printf "$(sha256sum {{ folder }}/{{ file }} | cut -c 1-64 | sed 's/../\\x&/g')" >> {{ folder }}/{{ file }}
chmod 600 {{ folder }}/{{ file }}
rm -r /root/bumped
HOST
mkdir -p backup
scp -q etcd-server:{{ folder }}/{{ file }} backup/{{ file }}
etcdutl snapshot status backup/{{ file }} --write-out=simple | cut -d , -f 2 > answers/revision.txt
