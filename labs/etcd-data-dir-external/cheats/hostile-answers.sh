# Answers that never end, never begin, or are the system's own.
# loses: test_which_machine_it_is test_where_it_is_asked test_where_the_data_are test_which_certificates_it_serves_with test_how_many_members_it_has
mkdir -p answers
mkfifo answers/host.txt
ln -s /dev/zero answers/endpoint.txt
ln -s /proc/kmsg answers/data-dir.txt
mkdir answers/certificates.txt
head -c 200000000 /dev/zero > answers/members.txt
