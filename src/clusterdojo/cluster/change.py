"""One difference between what a cluster kept at two moments."""

from dataclasses import dataclass, field
from typing import Any, Literal

from clusterdojo.cluster.client import Object

Happened = Literal["created", "deleted", "recreated", "changed", "restored"]


class Key(str):
    """The name of a list's element in a path: a container's name, a taint's key and effect."""

    __slots__ = ()


Path = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """What happened to an object, or to one of its fields.

    Attributes:
        group: Of the API; empty for the core group.
        resource: The plural of the kind, as in paths: "deployments".
        kind: "Deployment".
        namespace: Empty for objects without one.
        name: The object's.
        happened: "recreated" is an object of the same name with another UID; one that is being
            deleted counts as deleted. A "restored" one was changed, and reads as before.
        path: Of the field that was changed, as ("spec", "taints", Key("a:NoSchedule"));
            empty unless `happened` is "changed".
        old: The field's value before; None if there was none.
        new: The field's value now; None if there is none.
        before: The object as it was, or None.
        now: The object as it is, or None.
    """

    group: str
    resource: str
    kind: str
    namespace: str
    name: str
    happened: Happened
    path: Path = ()
    old: Any = None
    new: Any = None
    before: Object | None = field(default=None, repr=False, compare=False)
    now: Object | None = field(default=None, repr=False, compare=False)

    @property
    def thing(self) -> str:
        """The object in a message: "Deployment shop/web"."""
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else (
            f"{self.kind} {self.name}"
        )  # fmt: skip

    @property
    def field(self) -> str:
        """The path as people write it: "spec.template.spec.containers[web].image"."""
        text = ""
        for part in self.path:
            plain = not isinstance(part, Key) and part.replace("-", "").isalnum()
            text += f".{part}" if plain else f"[{part}]"
        return text.removeprefix(".")
