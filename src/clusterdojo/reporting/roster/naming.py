"""The learner of each result: one on the roster, one who is not, or nobody certain."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from clusterdojo.reporting.learners import UNNAMED, matching, named, shown
from clusterdojo.reporting.roster.matching import Roster
from clusterdojo.reporting.roster.student import Student, differ


@dataclass
class Naming:
    """How a report calls the learners.

    Attributes:
        names: The learner of each text that results have; no two learners are called alike.
        uncertain: Texts that fit several learners, with those.
        students: What is known of a learner, where more than the name is.
        listed: The learners of the roster, in its order.
    """

    names: dict[str, str] = field(default_factory=dict)
    uncertain: dict[str, tuple[str, ...]] = field(default_factory=dict)
    students: dict[str, Student] = field(default_factory=dict)
    listed: tuple[str, ...] = ()


def naming(texts: Iterable[str], roster: Roster | None = None) -> Naming:
    """Whose each of the texts is.

    The roster decides. Learners who are not on it, or of whom there is none, are told apart by the
    id or e-mail that they give; else all spellings of a name are one learner.

    Args:
        texts: Results' learners as they named themselves, as often as they did.
        roster: Who belongs to the class, if the instructor has said so.
    """
    counted = Counter(texts)
    known = roster or Roster([])
    strangers = [text for text in counted if not known.fitting(text)]
    others = Roster(_own_accounts(strangers))
    members = [*known.students, *others.students]
    labels = list(_labels(known.students, others.students))
    found = Naming(students=dict(zip(labels, members, strict=True)))
    found.listed = tuple(labels[: len(known.students)])
    # A label that tells namesakes apart is what an instructor reads, and may copy.
    by_label = {
        matching(label): label for label, one in found.students.items() if label != one.name
    }
    alike: defaultdict[str, list[str]] = defaultdict(list)
    fitting: dict[tuple[str, ...], tuple[str, ...]] = {}  # many spellings may fit the same many
    for text in counted:
        if label := by_label.get(matching(text)):
            found.names[text] = label
        elif places := known.fitting(text):
            _settle(found, text, tuple(labels[place] for place in places), fitting)
        elif places := others.fitting(text):
            own = tuple(labels[len(known.students) + place] for place in places)
            _settle(found, text, own, fitting)
        else:
            alike[matching(text)].append(text)
    taken = Counter({*labels, UNNAMED})
    for key, spellings in alike.items():
        commonest = min(spellings, key=lambda text: (-counted[text], text))
        label = _unlike(shown(commonest), taken) if key else UNNAMED
        found.names.update(dict.fromkeys(spellings, label))
    return found


def _settle(
    found: Naming, text: str, labels: tuple[str, ...], known: dict[tuple[str, ...], tuple[str, ...]]
) -> None:
    if len(labels) == 1:
        found.names[text] = labels[0]
    else:
        found.uncertain[text] = known.setdefault(labels, labels)


def _own_accounts(texts: Iterable[str]) -> list[Student]:
    """Those who gave an id or an e-mail, each once: of one name, and of one of these."""
    students: list[Student] = []
    places: dict[tuple[str, str], int] = {}
    for text in texts:
        who = named(text)
        given = [value for value in (who.id, who.email) if value]
        if not given:
            continue
        name = shown(who.name) or given[-1]
        keys = [(matching(name), matching(value)) for value in given]
        one = Student(name, id=who.id, email=who.email)
        place = next((places[key] for key in keys if key in places), None)
        if place is None or differ(one, students[place], emails=False):
            place = len(students)
            students.append(one)
        else:
            known = students[place]
            students[place] = replace(known, id=known.id or one.id, email=known.email or one.email)
        for key in keys:
            places.setdefault(key, place)
    return students


def _labels(listed: Sequence[Student], others: Sequence[Student]) -> Iterator[str]:
    """Their names; where several have one, with the id, login or e-mail that tells them apart.

    Those of no roster are called as they call themselves, with what they gave beside the name.
    """
    names = Counter(matching(one.name) for one in (*listed, *others))
    names.update(matching(one.name) for one in others)
    taken = Counter([UNNAMED])
    for one in (*listed, *others):
        label = one.name
        if names[matching(one.name)] > 1 and one.identities and label != one.identities[0][1]:
            text = one.identities[0][1]
            label = f"{one.name} <{text}>" if "@" in text[1:] else f"{one.name} ({text})"
        yield _unlike(label, taken)


def _unlike(label: str, taken: Counter[str]) -> str:
    """The label, with a number where others are called so, which is taken from now on."""
    unlike = label
    while taken[unlike]:
        taken[label] += 1
        unlike = f"{label} #{taken[label]}"
    taken[unlike] += 1
    return unlike
