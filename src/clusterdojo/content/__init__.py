"""What makes a lab's files right, before any cluster is started."""
