"""An API server seen from outside: its client, snapshots of its state, and when it is at rest."""
