"""Where binaries come from: a directory of the user's, the cache, official releases, a Go build."""

from clusterdojo.binaries._disk import disk_needed
from clusterdojo.binaries._lock import DEFAULT_KUBERNETES, EMBEDDED, Component, component, known
from clusterdojo.binaries._require import present, require

__all__ = [
    "DEFAULT_KUBERNETES",
    "EMBEDDED",
    "Component",
    "component",
    "disk_needed",
    "known",
    "present",
    "require",
]
