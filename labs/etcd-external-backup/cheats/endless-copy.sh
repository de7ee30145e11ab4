# The copy is a device: whoever compares it with the snapshot never ends.
# after: solution
# loses: test_a_copy_is_elsewhere
ln -sf /dev/zero backup/{{ file }}
