"""Node images: each Kubernetes version's, with what the labs need, in the container engine."""

from clusterdojo.images._require import present, require
from clusterdojo.images.contents import programs

__all__ = ["present", "programs", "require"]
