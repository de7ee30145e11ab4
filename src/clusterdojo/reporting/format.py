"""What a format of reports says of itself."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clusterdojo.reporting.collection import Collection
    from clusterdojo.reporting.gradebook import Gradebook


@dataclass(frozen=True)
class Material:
    """What a report is made from.

    Attributes:
        collection: The results, read and checked.
        gradebook: The same by learner and lab; None unless the format asks for it.
        now: When the report is made.
    """

    collection: "Collection"
    gradebook: "Gradebook | None"
    now: datetime.datetime


@dataclass(frozen=True)
class Format:
    """One format.

    Attributes:
        name: The command: `dojo report NAME`.
        help: One sentence for `dojo report --help`.
        text: Makes the report, in parts that are written one after the other.
        of_class: Whether it is about a class: the command then takes a roster, and which attempts
            count, and the material has a gradebook.
        keeps_evidence: Whether it shows what graders have read; else that is not kept in memory.
    """

    name: str
    help: str
    text: Callable[[Material], Iterable[str]]
    of_class: bool = False
    keeps_evidence: bool = False
