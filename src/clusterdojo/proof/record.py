"""The record of all proofs, kept beside docs/proof.md: no machine has to prove everything at once.

The ledger in the user's cache lets one machine go on; the record goes with the repository. An
entry says what the variant depended on when it was proven, file by file, and at which commit: what
was proven with earlier code is told as that, until it is proven again, and which file made a proof
void can be said.
"""

import datetime
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from clusterdojo.errors import UsageError
from clusterdojo.files import write_atomically
from clusterdojo.lab.suite import Suite
from clusterdojo.proof.dependencies import Dependencies, Finder
from clusterdojo.proof.prove import Proof
from clusterdojo.proof.report_model import commit
from clusterdojo.proof.variants import Variant

READABLE = 0o644  # it is part of the repository
SCRIPT = "how it is tried"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Entry(_Strict):
    """One variant as it was proven last.

    Attributes:
        lab: Its id.
        engine: Where it ran.
        name: Of the variant.
        variant: A digest of how it was tried.
        own: A digest of each file that is the lab's or its check's, by path.
        code: Which code started and graded it: a key of the file's `code`.
        commit: What was checked out.
        date: The day.
        seconds: How long it took.
        first_faults: What a first try found, where this was the second one.
        remade: How many times its clusters were made again, as they did not begin as told.
    """

    lab: str
    engine: str
    name: str
    variant: str
    own: dict[str, str]
    code: str
    commit: str
    date: datetime.date
    seconds: float
    first_faults: list[str]
    remade: int = 0

    def is_of(self, needed: Dependencies) -> bool:
        """Whether the variant and its lab are as they were, wherever their files are now."""
        same = set(self.own.values()) == set(needed.own.values())
        return same and self.variant == needed.variant


class _File(_Strict):
    apiVersion: Literal["clusterdojo.dev/v1alpha2"] = "clusterdojo.dev/v1alpha2"  # noqa: N815 - Kubernetes' own case
    kind: Literal["ProofRecord"] = "ProofRecord"
    code: dict[str, dict[str, str]] = Field(
        default_factory=dict, description="A digest of each file that variants share, by path"
    )
    entries: list[Entry] = []


class _Earlier(BaseModel):
    """A record of the time when a checksum over all files was kept: nothing in it holds now."""

    apiVersion: Literal["clusterdojo.dev/v1alpha1"]  # noqa: N815 - Kubernetes' own case
    kind: Literal["ProofRecord"]


def _read(path: Path) -> _File:
    content = path.read_bytes()
    try:
        _Earlier.model_validate_json(content)
    except ValidationError:
        return _File.model_validate_json(content)
    return _File()


def is_record(path: Path) -> bool:
    """Whether the file is such a record, and not another kind of JSON."""
    try:
        _read(path)
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
        self._finder = Finder(suite)
        try:
            file = _read(path) if path.exists() else _File()
        except (OSError, ValidationError) as error:
            raise UsageError(
                f"{path} can't be read as a record of proofs.",
                "Restore it from the repository, or name a page in another folder with --report.",
            ) from error
        self._code = file.code
        self._entries = {(entry.lab, entry.engine, entry.name): entry for entry in file.entries}

    def entry(self, variant: Variant) -> Entry | None:
        """How this variant was proven, if it was, and if neither it nor its lab has changed."""
        found = self._found(variant)
        return found if found and found.is_of(self._finder.of(variant)) else None

    def _found(self, variant: Variant) -> Entry | None:
        return self._entries.get((variant.lab, variant.engine, variant.name))

    def is_current(self, variant: Variant) -> bool:
        """Whether it was proven with the lab and with the code as they are now."""
        found = self._found(variant)
        if found is None:
            return False
        needed = self._finder.of(variant)  # reads files: once is enough
        return found.is_of(needed) and found.code == needed.code_id

    def proven(self, variant: Variant) -> Proof | None:
        """The proof of exactly this variant with exactly this code."""
        found = self._found(variant)
        if found is None or not self.is_current(variant):
            return None
        return Proof(
            variant, seconds={"all": found.seconds}, first_faults=found.first_faults,
            remade=found.remade,
        )  # fmt: skip

    def why_void(self, variant: Variant) -> list[str] | None:
        """Which files, and what besides, have changed since the variant was proven.

        Returns:
            Nothing for a variant that is proven as it is now; None for one that never was.
        """
        found = self._found(variant)
        if found is None:
            return None
        needed = self._finder.of(variant)
        causes = [] if found.variant == needed.variant else [SCRIPT]
        causes += _changed(found.own, needed.own)
        if found.code != needed.code_id:
            causes += _changed(self._code.get(found.code, {}), needed.code)
        return causes

    def add(self, proofs: Iterable[Proof]) -> None:
        """Take in what is proven. A proof that failed takes the entry of an earlier one away."""
        at, today = commit(self._suite), datetime.datetime.now(datetime.UTC).date()
        for proof in proofs:
            variant = proof.variant
            key = variant.lab, variant.engine, variant.name
            if proof.faults:
                self._entries.pop(key, None)
            elif self.proven(variant) is None:
                needed = self._finder.of(variant)
                self._code[needed.code_id] = dict(needed.code)
                self._entries[key] = Entry(
                    lab=variant.lab, engine=variant.engine, name=variant.name,
                    variant=needed.variant, own=dict(needed.own), code=needed.code_id,
                    commit=at, date=today, seconds=round(sum(proof.seconds.values()), 1),
                    first_faults=proof.first_faults, remade=proof.remade,
                )  # fmt: skip

    def write(self) -> None:
        """Write it, sorted, so that a diff shows what was proven again.

        Raises:
            StateError: It can't be written.
        """
        entries = [self._entries[key] for key in sorted(self._entries)]
        used = {entry.code for entry in entries}
        file = _File()
        lines = [
            "{",
            f'  "apiVersion": {json.dumps(file.apiVersion)},',
            f'  "kind": {json.dumps(file.kind)},',
            '  "code": {',
            ",\n".join(
                f"    {json.dumps(key)}: {json.dumps(self._code[key], sort_keys=True)}"
                for key in sorted(used & self._code.keys())
            ),
            "  },",
            '  "entries": [',
            ",\n".join(f"    {entry.model_dump_json()}" for entry in entries),
            "  ]",
            "}",
        ]
        write_atomically(self._path, "\n".join(lines) + "\n", mode=READABLE)


def _changed(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """The files that are not as they were; one that has only moved is."""
    old, new = set(then.values()), set(now.values())
    for path in sorted(now):
        if now[path] not in old:
            yield path if path in then else f"{path} (new)"
    for path in sorted(then):
        if then[path] not in new and path not in now:
            yield f"{path} (gone)"
