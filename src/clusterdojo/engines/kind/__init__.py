"""The engine of real nodes: kubelets, static pods, systemd and ssh in containers."""
