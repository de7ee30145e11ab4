# The API server is there, and answers nobody.
# after: solution
# loses: test_the_api_server_answers
ssh controlplane pkill -STOP --exact kube-apiserver
