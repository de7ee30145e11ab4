# The questions are answered, but nothing is repaired.
# loses: test_the_api_server_answers test_it_is_the_static_pod_that_it_was test_the_pods_are_the_same
ssh controlplane "grep --max-count 1 api=down /var/log/traffic.log" | cut -d " " -f 1 > answers/since.txt
for _ in $(seq 40); do
    echo "curl --silent http://127.0.0.1:{{ port }} | head -n 1"
done | ssh controlplane bash | sort -u > answers/serving.txt
