"""A row of the table of what changes by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from clusterdojo.cluster.change import Change
from clusterdojo.cluster.world import World

MADE, GONE, ANEW = frozenset({"created"}), frozenset({"deleted"}), frozenset({"recreated"})
CHANGED = frozenset({"changed"})
LIFE = MADE | GONE | ANEW
ANY = ("*",)


@dataclass(frozen=True)
class Row:
    """Changes that are nobody's.

    Attributes:
        name: For tests, and for those who talk about it.
        kinds: "group/plural", "/plural" for the core group; with wildcards.
        what: What happened to the object.
        reason: Why it happens by itself.
        path: Of the field, if `what` is "changed"; its parts may have wildcards, and what is
            below it belongs to it.
        when: What else has to hold.
        of_add_ons: Whether programs make such objects that do not belong to the cluster itself, so
            that the trail can't tell them from users.
    """

    name: str
    kinds: tuple[str, ...]
    what: frozenset[str]
    reason: str
    path: tuple[str, ...] = ()
    when: Callable[[Change, World], bool] = lambda _change, _world: True
    of_add_ons: bool = False

    def covers(self, change: Change, world: World) -> bool:
        """Whether the change is one of these."""
        kind = f"{change.group}/{change.resource}"
        return (
            change.happened in self.what
            and any(fnmatchcase(kind, pattern) for pattern in self.kinds)
            and len(change.path) >= len(self.path)
            and all(map(fnmatchcase, change.path, self.path))
            and self.when(change, world)
            and not self._is_a_forgery(change, world)
        )

    def _is_a_forgery(self, change: Change, world: World) -> bool:
        """Whether somebody made by hand what a component would have made."""
        new = change.happened in MADE | ANEW
        return new and not self.of_add_ons and world.made_by_hand(change)


def new_only(change: Change, _: World) -> bool:
    """Whether the field came, and had not been there."""
    return change.old is None and change.new is not None


def written(change: Change, _: World) -> bool:
    """Whether the field is there now."""
    return change.new is not None


def named(*names: str) -> Callable[[Change, World], bool]:
    """Whether the object has one of these names."""
    return lambda change, _: change.name in names


def annotation(key: str) -> tuple[str, ...]:
    """The path of an annotation."""
    return ("metadata", "annotations", key)
