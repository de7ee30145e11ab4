# Answers that never end, or never begin.
# loses: test_since_when_the_api_server_is_down test_which_pods_went_on_serving
mkdir -p answers
mkfifo answers/since.txt
ln -s /dev/zero answers/serving.txt
