"""What was proven already, so that an interrupted proof goes on where it was."""

import json
from pathlib import Path
from typing import Any

import filelock

from clusterdojo.files import write_atomically
from clusterdojo.lab.suite import Suite
from clusterdojo.proof.dependencies import Finder
from clusterdojo.proof.prove import Proof
from clusterdojo.proof.variants import Variant


class Ledger:
    """A file of proven variants; a change to the lab or to what runs it makes them void."""

    def __init__(self, path: Path, suite: Suite) -> None:
        self._path = path
        self._finder = Finder(suite)
        self._entries = self._read()

    def proven(self, variant: Variant) -> Proof | None:
        """The proof of exactly this variant, if it was proven without fault."""
        entry = self._entries.get(self._key(variant))
        if entry is None:
            return None
        return Proof(
            variant, seconds=entry["seconds"], first_faults=entry.get("first_faults", []),
            remade=entry.get("remade", 0),
        )  # fmt: skip

    def add(self, proof: Proof) -> None:
        """Keep a proof without fault."""
        if not proof.faults:
            entry = {
                "seconds": proof.seconds,
                "variant": proof.variant.name,
                "first_faults": proof.first_faults,
                "remade": proof.remade,
            }
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # Another proof may be under way: what it has added meanwhile is kept.
            with filelock.FileLock(f"{self._path}.lock"):
                self._entries |= self._read() | {self._key(proof.variant): entry}
                write_atomically(self._path, json.dumps(self._entries))

    def _read(self) -> dict[str, Any]:
        try:
            entries: dict[str, Any] = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return entries

    def _key(self, variant: Variant) -> str:
        needed = self._finder.of(variant)
        return f"{needed.content} {needed.code_id}"
