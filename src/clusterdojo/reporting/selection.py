"""Whose results: the learners among them, and those of one."""

from collections.abc import Iterable, Sequence

from clusterdojo.errors import UsageError
from clusterdojo.reporting.collection import Entry
from clusterdojo.reporting.learners import UNNAMED, matching, shown

NAMES_SHOWN = 10


def learners(entries: Iterable[Entry]) -> list[str]:
    """Everybody who named themselves, each once, in the last spelling."""
    names = {matching(e.result.learner): shown(e.result.learner) for e in entries}
    return sorted(name for alike, name in names.items() if alike)


def of_learner(entries: Sequence[Entry], learner: str | None) -> list[Entry]:
    """The results of one learner, however they spell their name; all of them for None.

    Raises:
        UsageError: There are none.
    """
    if learner is None:
        return list(entries)
    alike = "" if learner == UNNAMED else matching(learner)
    if found := [e for e in entries if matching(e.result.learner) == alike]:
        return found
    raise UsageError(f"There is no result of {shown(learner) or 'nobody'}.", _there(entries))


def one_learner(entries: Sequence[Entry], learner: str | None) -> tuple[str, list[Entry]]:
    """The name and the results of the only learner there is, or of the one that is named.

    Results without a name go with the only name there is.

    Raises:
        UsageError: There are several learners, or no results.
    """
    chosen = of_learner(entries, learner)
    names = learners(chosen)
    if not chosen:
        raise UsageError(
            "There are no results yet.", "`dojo start LAB` and `dojo check` leave one."
        )
    if len(names) > 1:
        raise UsageError(
            f"These are results of {len(names)} learners.",
            f"Choose one with --learner: {_listed(names)}.",
        )
    return (names[0] if names else ""), chosen


def last_of_lab(entries: Sequence[Entry], lab: str, learner: str | None) -> Entry:
    """The last result of that lab.

    Raises:
        UsageError: There is none, or several learners have one.
    """
    if found := [entry for entry in entries if entry.result.lab.id == lab]:
        _, chosen = one_learner(found, learner)
        return max(chosen, key=lambda entry: entry.result.ended)
    raise UsageError(
        f"There is neither a result of the lab {lab} nor such a file.",
        "`dojo start LAB` and `dojo check` leave a result; `dojo list` shows all labs.",
    )


def _there(entries: Iterable[Entry]) -> str:
    names = learners(entries)
    return f"There are results of {_listed(names)}." if names else "No result has a name."


def _listed(names: Sequence[str]) -> str:
    more = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")
