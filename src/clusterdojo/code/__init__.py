"""Source code as data: what a module says, apart from how and where, and what it imports."""
