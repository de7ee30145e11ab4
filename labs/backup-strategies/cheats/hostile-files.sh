# Answers and backups that never end, or never begin.
# loses: test_what_the_snapshot_has test_what_the_files_have test_the_new_files_have_both
mkdir -p answers
mkfifo answers/snapshot.txt
ln -s /dev/zero answers/files.txt
ln -s /dev/zero backup/wednesday.yaml
