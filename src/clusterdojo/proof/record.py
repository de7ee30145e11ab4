"""The record of all proofs, kept beside docs/proof.md: no machine has to prove everything at once.

The ledger in the user's cache lets one machine go on; the record goes with the repository. An
entry says with which content of the lab and with which code of the suite a variant was proven,
and at which commit: what was proven with earlier code is told as that, until it is proven again.
"""

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from clusterdojo.errors import UsageError
from clusterdojo.files import write_atomically
from clusterdojo.lab.suite import Suite
from clusterdojo.proof.ledger import machine_digest, variant_digest
from clusterdojo.proof.prove import Proof
from clusterdojo.proof.report_model import commit
from clusterdojo.proof.variants import Variant

READABLE = 0o644  # it is part of the repository


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Entry(_Strict):
    """One variant as it was proven last.

    Attributes:
        lab: Its id.
        engine: Where it ran.
        name: Of the variant.
        content: A checksum of the variant and of its lab's files.
        machine: A checksum of the code that started and graded it.
        commit: What was checked out.
        date: The day.
        seconds: How long it took.
        first_faults: What a first try found, where this was the second one.
    """

    lab: str
    engine: str
    name: str
    content: str
    machine: str
    commit: str
    date: datetime.date
    seconds: float
    first_faults: list[str]


class _File(_Strict):
    apiVersion: Literal["clusterdojo.dev/v1alpha1"] = "clusterdojo.dev/v1alpha1"  # noqa: N815 - Kubernetes' own case
    kind: Literal["ProofRecord"] = "ProofRecord"
    entries: list[Entry] = []


def is_record(path: Path) -> bool:
    """Whether the file is such a record, and not another kind of JSON."""
    try:
        _File.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return False
    return True


class Record:
    """What is known to be proven, on whatever machine."""

    def __init__(self, path: Path, suite: Suite) -> None:
        """Read the record.

        Raises:
            UsageError: There is a file, and it is no record.
        """
        self._path = path
        self._suite = suite
        self._machine = machine_digest(suite)
        try:
            entries = _File.model_validate_json(path.read_bytes()).entries if path.exists() else []
        except (OSError, ValidationError) as error:
            raise UsageError(
                f"{path} can't be read as a record of proofs.",
                "Restore it from the repository, or name a page in another folder with --report.",
            ) from error
        self._entries = {(entry.lab, entry.engine, entry.name): entry for entry in entries}

    def entry(self, variant: Variant) -> Entry | None:
        """How this variant was proven, if it was, and if neither it nor its lab has changed."""
        found = self._entries.get((variant.lab, variant.engine, variant.name))
        same = found and found.content == variant_digest(self._suite, variant)
        return found if same else None

    def is_current(self, entry: Entry) -> bool:
        """Whether that was with the code as it is now."""
        return entry.machine == self._machine

    def proven(self, variant: Variant) -> Proof | None:
        """The proof of exactly this variant with exactly this code."""
        found = self.entry(variant)
        if found is None or not self.is_current(found):
            return None
        return Proof(variant, [], {"all": found.seconds}, found.first_faults)

    def add(self, proofs: Iterable[Proof]) -> None:
        """Take in what is proven. A proof that failed takes the entry of an earlier one away."""
        at, today = commit(self._suite), datetime.datetime.now(datetime.UTC).date()
        for proof in proofs:
            variant = proof.variant
            key = variant.lab, variant.engine, variant.name
            if proof.faults:
                self._entries.pop(key, None)
            elif self.proven(variant) is None:
                self._entries[key] = Entry(
                    lab=variant.lab, engine=variant.engine, name=variant.name,
                    content=variant_digest(self._suite, variant), machine=self._machine,
                    commit=at, date=today, seconds=round(sum(proof.seconds.values()), 1),
                    first_faults=proof.first_faults,
                )  # fmt: skip

    def write(self) -> None:
        """Write it, sorted, so that a change shows what was proven anew.

        Raises:
            StateError: It can't be written.
        """
        entries = [self._entries[key] for key in sorted(self._entries)]
        lines = ",\n".join(f"    {entry.model_dump_json()}" for entry in entries)
        text = _File().model_dump_json(indent=2)
        write_atomically(self._path, text.replace("[]", f"[\n{lines}\n  ]") + "\n", mode=READABLE)
