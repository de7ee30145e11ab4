# Answers that never end, never begin, or are the system's own.
# loses: test_which_pod_it_is test_where_the_data_are test_where_it_is_asked test_which_certificates_it_serves_with
mkdir -p answers
mkfifo answers/pod.txt
ln -s /dev/zero answers/data-dir.txt
ln -s /proc/kmsg answers/endpoint.txt
mkdir answers/certificates.txt
