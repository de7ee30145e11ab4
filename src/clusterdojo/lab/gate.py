"""The gate that a check module gets for saying what its task allows."""

ALLOWED = "allowed"  # the name in check modules
GATE = "test_nothing_else_was_changed"  # the gate's name among the criteria
