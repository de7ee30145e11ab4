"""What a criterion has read, kept beside its outcome: an instructor sees what the grader saw."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from clusterdojo.grading.redaction import HIDDEN, redacted, redacted_text

__all__ = ["HIDDEN", "Evidence", "Notebook", "as_text", "listed", "redacted", "redacted_text"]

LONGEST = 1000  # characters of one piece
MOST = 8  # pieces of one criterion; the first ones, since what is named is read first


class Evidence(BaseModel):
    """One thing that was read: where, and what was there, shortened, secrets redacted."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    source: str = Field(
        description="Such as “cluster1 deployments shop/web” or “node01 /etc/hosts”"
    )
    content: str


class Notebook:
    """Takes down what is read while one criterion is graded; written out when that is over.

    Attributes:
        marked: What the criterion has read of what learners write freely.
    """

    def __init__(self) -> None:
        self._read: dict[str, Callable[[], object]] = {}
        self.marked: list[str] = []
        self._files: dict[str, Callable[[Path], object]] = {}

    def begin(self) -> None:
        """Forget what another criterion has read."""
        self._read = {}
        self.marked = []

    def mark(self, source: str) -> None:
        """Remember that this criterion has read something that learners write freely.

        An error of the criterion's that only such content can cause is then not solved (see
        clusterdojo.grading.outcomes).
        """
        if source not in self.marked:
            self.marked.append(source)

    def note(self, source: str, content: Callable[[], object]) -> None:
        """Remember one thing; `content` gives it, text or plain data, when it is written out."""
        if len(self._read) < MOST or source in self._read:
            self._read[source] = content

    def keep(self, name: str, copy: Callable[[Path], object]) -> None:
        """Remember a file that the result is kept with; `copy` writes it to a path."""
        self._files[name] = copy

    def leave_files(self, folder: Path) -> None:
        """Write all files that are to be kept into a folder, in place of those of before."""
        for name, copy in self._files.items():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            copy(folder / name)

    def evidence(self) -> tuple[Evidence, ...]:
        """What was noted since `begin`."""
        return tuple(
            Evidence(source=source, content=as_text(content()))
            for source, content in self._read.items()
        )


def as_text(content: object) -> str:
    """Text as it is, anything else as JSON; secrets redacted in both, and both shortened."""
    if isinstance(content, str):
        # A file may be long, and a check short of time: only what is kept is read closely.
        cut = len(content) > 2 * LONGEST
        return shortened(redacted_text(content, 2 * LONGEST), len(content) if cut else 0)
    return shortened(json.dumps(redacted(content), ensure_ascii=False, default=str))


def shortened(text: str, whole: int = 0) -> str:
    """At most LONGEST characters, with a word about the rest.

    Args:
        text: What is told.
        whole: How long it was before it was cut; 0 where it was not.
    """
    told = text[:LONGEST]
    more = max(len(text), whole) - len(told)
    return f"{told} … ({more} more characters)" if more else text


def listed(objects: Iterable[dict[str, Any]]) -> list[str]:
    """Many objects, each in a word: where it is, and what is said of it first."""
    return [_in_a_word(thing) for thing in objects]


def _in_a_word(thing: dict[str, Any]) -> str:
    metadata, status = thing["metadata"], thing.get("status") or {}
    name = "/".join(filter(None, (metadata.get("namespace"), metadata["name"])))
    said = [status.get("phase"), (thing.get("spec") or {}).get("nodeName")]
    if "readyReplicas" in status or "replicas" in status:
        said.append(f"{status.get('readyReplicas', 0)}/{status.get('replicas', 0)} ready")
    words = ", ".join(str(word) for word in said if word)
    return f"{name} ({words})" if words else name
