"""Node images: each Kubernetes version's, with what the labs need, in the container engine."""

from clusterdojo.images._require import Upgrade, present, require

__all__ = ["Upgrade", "present", "require"]
