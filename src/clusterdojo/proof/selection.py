"""Which variants are proven where time is short: what must be, then what changed, then by turns."""

import datetime
import hashlib
import re
import subprocess
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from clusterdojo.engines.registry import engine
from clusterdojo.lab.suite import Suite
from clusterdojo.proof.variants import Variant

SOLUTION = "solution"  # the variant that also grades the untouched cluster


@dataclass(frozen=True)
class Rotation:
    """Slow labs of this suite and one subject: a short proof owes some, others from day to day.

    Attributes:
        labs: A pattern that their ids match.
        at_once: How many of them are owed.
        always: Those that are owed besides.
    """

    labs: str
    at_once: int
    always: frozenset[str] = frozenset()


ROTATIONS = (
    Rotation("upgrade-.*", 1, frozenset({"upgrade-controlplane", "upgrade-node01"})),
    Rotation("etcd-.*|backup-strategies|contexts-real", 3),
)


@dataclass(frozen=True)
class Selection:
    """The order of a proof.

    Attributes:
        required: Proven however long it takes.
        optional: Begun one after the other until the time is used up.
    """

    required: list[Variant]
    optional: list[Variant]


def select(
    wanted: Iterable[Variant],
    changed: Collection[str],
    today: datetime.date,
    rotations: Sequence[Rotation] = (),
) -> Selection:
    """Sort variants by what a short proof owes.

    Untouched and solution of every lab on every engine are required, but for labs by turns. All
    of the quick engines comes next. Of the others, labs that changed come first; the order of the
    rest differs from day to day, so that all have their turn.

    Args:
        wanted: All variants.
        changed: The ids of labs that changed since the last whole proof.
        today: For the turns.
        rotations: Labs of which not all are required.
    """
    wanted = list(wanted)

    def number(*words: str) -> str:
        text = " ".join((str(today.toordinal()), *words))
        return hashlib.sha256(text.encode()).hexdigest()

    quick = {name: engine(name).quick for name in {variant.engine for variant in wanted}}
    later: set[str] = set()
    for rotation in rotations:
        waiting = {v.lab for v in wanted if re.fullmatch(rotation.labs, v.lab)} - rotation.always
        later.update(sorted(waiting, key=number)[rotation.at_once :])
    required: list[Variant] = []
    optional: list[Variant] = []
    for variant in wanted:
        owed = variant.name == SOLUTION and variant.lab not in later
        (required if owed else optional).append(variant)

    def turn(variant: Variant) -> tuple[bool, bool, str]:
        where = number(variant.lab, variant.engine, variant.name)
        return not quick[variant.engine], variant.lab not in changed, where

    # The slow ones first: what is left at the end is short, and no processor waits for one.
    required.sort(key=lambda variant: quick[variant.engine])
    return Selection(required, sorted(optional, key=turn))


def in_turn(variants: Iterable[Variant]) -> list[Variant]:
    """The first right way of every lab and engine, then the second ones; then what must lose.

    An interrupted proof has tried the right ways first: whether a lab can be solved matters more
    than whether one more mistake is found. Labs differ in what they cost: some wait minutes for
    kubeadm, others keep the processors busy. Side by side they take less time than one lab after
    the other.
    """
    place: dict[tuple[bool, str, str], int] = {}

    def turn(variant: Variant) -> tuple[bool, int]:
        key = not variant.is_right, variant.lab, variant.engine
        place[key] = place.get(key, -1) + 1
        return key[0], place[key]

    return [variant for _, variant in sorted(((turn(v), v) for v in variants), key=itemgetter(0))]


def changed_labs(suite: Suite) -> set[str]:
    """The labs that differ from those of the last whole proof; none where git can't tell."""
    try:
        page = (suite.root / "docs" / "proof.md").read_text(encoding="utf-8")
    except OSError:
        return set()
    commit = re.search(r"commit ([0-9a-f]{7,40})", page)
    if commit is None:
        return set()
    command = ["git", "-C", str(suite.root), "diff", "--name-only", commit[1], "--",
               "labs", "checks"]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return set()
    changed = set()
    for line in done.stdout.splitlines():
        if match := re.match(r"labs/([^/]+)/|checks/test_(\w+)\.py", line):
            changed.add(match[1] or match[2].replace("_", "-"))
    return changed
