"""A node seen from inside: what runs on it, its files, and the state of an etcd."""
