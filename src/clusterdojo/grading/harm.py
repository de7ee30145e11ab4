"""The gate that every lab has: whatever its task does not allow is as it was.

A check module says what the task allows, by `allowed`: see fixtures/allowed.py. This gate finds
everything else that somebody changed in one of the lab's clusters.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, NoReturn, Protocol

import pytest

from clusterdojo.cluster.change import Change, Key
from clusterdojo.cluster.client import RefusedError, UnansweredError
from clusterdojo.cluster.snapshot import MOVING_KINDS
from clusterdojo.cluster.world import World
from clusterdojo.grading.context import Context
from clusterdojo.grading.evidence import HIDDEN, redacted
from clusterdojo.grading.outcomes import NotAnsweringError, UngradableError
from clusterdojo.lab.gate import ALLOWED

LONGEST = 120  # characters of a value in a message
SERVER_ERROR = 500
WORST_FIRST = ("deleted", "recreated", "changed", "restored", "created")
WORDS = {
    "created": "was created",
    "deleted": "was deleted",
    "recreated": "was deleted and recreated",
    "restored": "was changed and then restored",
}


class Allowance(Protocol):
    """Something that a task allows."""

    def covers(self, change: Change, world: World) -> bool:
        """Whether the change is allowed by this."""

    def broken(self, world: World) -> Iterable[Change]:
        """What it does not allow, though it reads as before."""

    @property
    def silence(self) -> bool:
        """Whether the API server may be silent, since the task begins like that."""


class Harm(NamedTuple):
    """A change that the task does not allow, and where."""

    cluster: str
    change: Change


def nothing_else_was_changed(context: Context, allowed: Any) -> None:
    """Require that nothing was changed but what is allowed.

    Args:
        context: What is known of the attempt.
        allowed: The check module's `allowed`: a function of the drawn values, or what it gives,
            which is a list of allowances for the lab's only cluster, or one for each cluster by
            its name. Clusters without a list allow nothing.

    Raises:
        pytest.fail.Exception: Something else was changed, or the log of who did what; the message
            says what.
        NotAnsweringError: A cluster does not answer.
        UngradableError: There is no start state to compare with.
    """
    found: list[Harm] = []
    for name in context.apis:
        _require_a_whole_log(context, name)
    for name, allowances in _by_cluster(context, allowed).items():
        try:
            found += _harm(context, name, allowances)
        except NotAnsweringError:
            if not any(allowance.silence for allowance in allowances):
                raise
    if found:
        context.notebook.note("what else was changed", lambda: _listed(found))
        _fail(found)


def _by_cluster(context: Context, allowed: Any) -> dict[str, Sequence[Allowance]]:
    given = allowed(context.values) if callable(allowed) else allowed
    if not isinstance(given, Mapping):
        if len(context.apis) > 1:
            msg = f"{ALLOWED} has to say for each cluster by its name what is allowed there"
            raise UngradableError(msg)
        given = dict.fromkeys(context.apis, given)
    unknown = given.keys() - context.apis.keys()
    if unknown:
        msg = f"{ALLOWED} names clusters that the lab does not have: {', '.join(sorted(unknown))}"
        raise UngradableError(msg)
    return {name: list(given.get(name, ())) for name in context.apis}


def _harm(context: Context, name: str, allowances: Iterable[Allowance]) -> list[Harm]:
    try:
        world, found = context.changes(name)
    except RefusedError as error:
        if error.status < SERVER_ERROR:
            raise UngradableError(f"{name}: {error}") from error
        raise NotAnsweringError(context.not_answering(name)) from error
    except UnansweredError as error:
        raise NotAnsweringError(context.not_answering(name)) from error
    except RecursionError:
        message = f"objects of {name} are nested too deeply to be compared"
        pytest.fail(message, pytrace=False)
    known = list(allowances)
    harm = [
        change
        for change in found
        if not any(allowance.covers(change, world) for allowance in known)
    ]
    harm += (change for allowance in known for change in allowance.broken(world))
    return [Harm(name, change) for change in harm]


def _require_a_whole_log(context: Context, name: str) -> None:
    """Whoever cuts the API server's log hides what was done."""
    try:
        trail = context.trail(name)
        objects = [o for kind in MOVING_KINDS for o in context.snapshot(name).objects(kind)]
    except NotAnsweringError:
        return  # the comparison tells that
    fault = next(trail.faults(objects), None) if trail else None
    if fault:
        message = f"the API server's log of {name} was edited or switched off: {fault}"
        pytest.fail(message, pytrace=False)


def _fail(found: list[Harm]) -> NoReturn:
    """The message names the worst change, and how many more there are."""
    found.sort(key=lambda harm: (WORST_FIRST.index(harm.change.happened), harm.change.thing))
    cluster, change = found[0]
    several = len({harm.cluster for harm in found}) > 1
    lines = [f"{cluster}: {_told(change)}" if several else _told(change)]
    if len(found) > 1:
        more = len(found) - 1
        lines[0] += f", and {more} other change{'s' if more > 1 else ''}"
    if change.happened == "changed":
        lines += [f"expected: {_value(change, change.old)}", f"found: {_value(change, change.new)}"]
    pytest.fail("\n".join(lines), pytrace=False)


def _told(change: Change) -> str:
    if change.happened == "changed":
        return f"{change.thing} was changed: {change.field}"
    return f"{change.thing} {WORDS[change.happened]}"


def _listed(found: list[Harm]) -> list[str]:
    return [f"{cluster}: {_told(change)}" for cluster, change in found]


def _value(change: Change, value: Any) -> str:
    """A field's value in a message, on one line, shortened; secrets redacted."""
    if value is None:
        return "none"
    nested: Any = value
    for part in reversed(change.path):
        if isinstance(part, Key):
            nested = [{"name": part} | nested if isinstance(nested, dict) else nested]
        else:
            nested = {part: nested}
    content = nested if isinstance(nested, dict) else {"value": nested}
    if HIDDEN in json.dumps(redacted({"kind": change.kind, **content}), default=str):
        return HIDDEN
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
