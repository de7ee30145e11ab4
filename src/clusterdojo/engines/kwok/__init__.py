"""The embedded engine: a real control plane and simulated nodes, without containers."""
