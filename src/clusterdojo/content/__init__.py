"""What makes a lab's files right, before any cluster is started."""

from clusterdojo.content.faults import Fault
from clusterdojo.content.lint import lint, load_lab

__all__ = ["Fault", "lint", "load_lab"]
