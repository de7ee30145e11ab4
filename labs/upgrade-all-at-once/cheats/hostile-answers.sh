# Answers that never end, never begin, or are the system's own.
# loses: test_what_was_down test_what_one_by_one_would_cost test_what_three_control_planes_are_good_for
mkdir -p answers
mkfifo answers/down.txt
ln -s /dev/zero answers/one-by-one.txt
ln -s /proc/kmsg answers/three-control-planes.txt
