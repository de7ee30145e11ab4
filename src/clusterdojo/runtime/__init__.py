"""Where binaries come from: a directory of the user's, the cache, official releases, a Go build."""

from clusterdojo.runtime._disk import disk_needed
from clusterdojo.runtime._lock import DEFAULT_KUBERNETES, EMBEDDED, Component, component, known
from clusterdojo.runtime._require import present, require

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
