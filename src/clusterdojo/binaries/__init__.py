"""Where binaries come from: a directory of the user's, the cache, official releases, a Go build."""

from clusterdojo.binaries._disk import disk_needed
from clusterdojo.binaries._lock import (
    DEFAULT_KUBERNETES,
    EMBEDDED,
    Component,
    component,
    known,
    machine,
    node_image_digest,
    versions,
)
from clusterdojo.binaries._require import DIRECTORY, checksum, is_given, present, require

__all__ = [
    "DEFAULT_KUBERNETES",
    "DIRECTORY",
    "EMBEDDED",
    "Component",
    "checksum",
    "component",
    "disk_needed",
    "is_given",
    "known",
    "machine",
    "node_image_digest",
    "present",
    "require",
    "versions",
]
