# Only its owner may read the file, and its owner is not root.
# after: solution
# loses: test_nobody_else_may_read_it
ssh controlplane chown nobody {{ folder }}/{{ file }}
