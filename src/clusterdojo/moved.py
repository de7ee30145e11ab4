"""Modules by the names that they had before they moved: check modules of other suites import them.

`from clusterdojo.values import Drawn` stood in every skeleton of `dojo new`.
"""

import importlib
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

MOVED = {
    "clusterdojo.etcd_log": "clusterdojo.node.etcd_log",
    "clusterdojo.etcd_state": "clusterdojo.node.etcd_state",
    "clusterdojo.kube": "clusterdojo.cluster.client",
    "clusterdojo.node_reader": "clusterdojo.node.reader",
    "clusterdojo.node_state": "clusterdojo.node.state",
    "clusterdojo.settle": "clusterdojo.cluster.settle",
    "clusterdojo.snapshot": "clusterdojo.cluster.snapshot",
    "clusterdojo.values": "clusterdojo.lab.values",
}
"""Old name and new name of each module that checks and fixtures were made with."""


class Moved:
    """Finds a module of an old name: it is the one of the new name, not a copy."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Where the module comes from; None for all names but the old ones."""
        del path, target
        return ModuleSpec(name, self) if name in MOVED else None  # type: ignore[arg-type] # by its methods, it is a loader

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The module of the new name."""
        found = importlib.import_module(MOVED[spec.name])
        self._own = found.__spec__
        return found

    def exec_module(self, module: ModuleType) -> None:
        """It was run under its new name; it keeps that."""
        module.__spec__ = self._own
