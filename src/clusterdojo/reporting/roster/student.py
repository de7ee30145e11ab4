"""One learner of a class, and what tells two of one name apart."""

from dataclasses import dataclass

from clusterdojo.reporting.learners import matching


@dataclass(frozen=True)
class Student:
    """One learner of the class.

    Attributes:
        name: As reports show it.
        id: The school's own; empty if the roster has none.
        aliases: What they call themselves elsewhere.
        email: Empty where the roster has none.
        section: Of the class; several are joined by “ and ”; empty if the roster has none.
        login: By which a learning system knows them; empty if the roster has none.
        lms_id: The learning system's own id; empty if the roster has none.
        first: First name; empty if the roster does not split names.
        last: Last name; likewise.
    """

    name: str
    id: str = ""
    aliases: tuple[str, ...] = ()
    email: str = ""
    section: str = ""
    login: str = ""
    lms_id: str = ""
    first: str = ""
    last: str = ""

    @property
    def identities(self) -> tuple[tuple[str, str], ...]:
        """What tells them from another learner of that name: kind and text, the best first."""
        all_kinds = [("id", self.id), ("login", self.login), ("e-mail", self.email),
                     ("LMS id", self.lms_id)]  # fmt: skip
        return tuple((kind, text) for kind, text in all_kinds if text)

    @property
    def spellings(self) -> tuple[str, ...]:
        """All that a result's learner may be called if it is this one."""
        texts = (text for _, text in self.identities)
        return tuple(dict.fromkeys(text for text in (self.name, *texts, *self.aliases) if text))


def differ(one: Student, other: Student, *, emails: bool = True) -> bool:
    """Whether an id, a login or, unless `emails` is False, an e-mail tells the two apart."""
    pairs = [(one.id, other.id), (one.login, other.login), (one.lms_id, other.lms_id)]
    if emails:
        pairs.append((one.email, other.email))
    return any(a and b and matching(a) != matching(b) for a, b in pairs)
