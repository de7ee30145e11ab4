"""What an instructor should know about the names in a gradebook."""

from collections.abc import Iterable, Iterator

from clusterdojo.reporting.collection import Entry, ExamEntry, Skipped
from clusterdojo.reporting.learners import named, shown
from clusterdojo.reporting.roster.naming import Naming

FITTING = 4  # of the learners whom a result fits, that many are told


def renamed(whose: Naming) -> list[tuple[str, str]]:
    """Spellings that were put under another one; with an id or e-mail, the name is compared."""
    found = []
    for text, name in whose.names.items():
        who, student = named(text), whose.students.get(name)
        same = student and (who.id or who.email) and shown(who.name) == student.name
        if text not in ("", name) and not same:
            found.append((text, name))
    return sorted(found)


def perhaps(tried: Iterable[tuple[str, str]], whose: Naming) -> Iterator[tuple[str, str]]:
    """Each learner who may have tried a lab or an exam, as a text that fits them has.

    Args:
        tried: Each text, with the lab or exam.
        whose: Whom the texts fit.
    """
    texts = ((whose.uncertain[text], what) for text, what in tried if text in whose.uncertain)
    once = {(id(fitting), what): fitting for fitting, what in texts}
    for (_, what), fitting in once.items():
        for learner in fitting:
            yield learner, what


def uncertain(entries: Iterable[Entry | ExamEntry], whose: Naming) -> list[Skipped]:
    """Results that fit several learners, with the first of those."""
    found = []
    for entry in entries:
        if fitting := whose.uncertain.get(entry.result.learner):
            others = " and others" if len(fitting) > FITTING else ""
            told = f"{' and '.join(fitting[:FITTING])}{others}"
            why = f"“{shown(entry.result.learner)}” fits {told}"
            found.append(Skipped(entry.source, why))
    return found
