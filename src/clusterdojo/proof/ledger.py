"""What was proven already, so that an interrupted proof goes on where it was."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import filelock

from clusterdojo.files import write_atomically
from clusterdojo.grading.result import lab_digest
from clusterdojo.lab.suite import Suite
from clusterdojo.proof import words
from clusterdojo.proof.prove import Proof
from clusterdojo.proof.variants import Variant

# What shows grades, counts them up or is the suite's own data decides none; nor does what only
# looks at files or at the machine. Of the proof, it is what tries a variant that counts.
PACKAGE = Path(__file__).parent.parent
NOT_GRADING = frozenset({"_suite", "cli", "exam", "reporting"})
BESIDE = frozenset({"doctor.py", "host.py", "progress_by_lab.py", "scaffold.py", "schemas.py"})
TRIES = frozenset({"prove.py", "variants.py"})


class Ledger:
    """A file of proven variants; a change to the lab or to what runs it makes them void."""

    def __init__(self, path: Path, suite: Suite) -> None:
        self._path = path
        self._suite = suite
        self._machine = machine_digest(suite)
        self._entries = self._read()

    def proven(self, variant: Variant) -> Proof | None:
        """The proof of exactly this variant, if it was proven without fault."""
        entry = self._entries.get(self._key(variant))
        if entry is None:
            return None
        return Proof(variant, [], entry["seconds"], entry.get("first_faults", []))

    def add(self, proof: Proof) -> None:
        """Keep a proof without fault."""
        if not proof.faults:
            entry = {
                "seconds": proof.seconds,
                "variant": proof.variant.name,
                "first_faults": proof.first_faults,
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
        return f"{variant_digest(self._suite, variant)} {self._machine}"


def variant_digest(suite: Suite, variant: Variant) -> str:
    """A checksum over a variant, all of its lab, and the words that its check speaks with."""
    parts = asdict(variant) | {"loses": sorted(variant.loses)}
    own = _checksum(words.of_check(suite, variant.lab) - words.common(suite))
    text = json.dumps([parts, lab_digest(suite, variant.lab), own], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def machine_digest(suite: Suite) -> str:
    """A checksum over the code that starts and grades all labs."""
    files = [*PACKAGE.rglob("*.py"), *(PACKAGE / "binaries").glob("lock.*")]
    files += [
        path for path in (PACKAGE / "images").rglob("*") if path.suffix not in (".py", ".pyc")
    ]
    files += [*words.common(suite), suite.conftest]
    return _checksum(path for path in files if path.is_file() and _decides(path))


def _checksum(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(set(files)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _decides(path: Path) -> bool:
    """Whether code may decide how a variant comes out."""
    if not path.is_relative_to(PACKAGE):
        return True
    inside = path.relative_to(PACKAGE)
    if inside.parts[0] == "proof":
        return path.name in TRIES
    return path.name not in BESIDE and not NOT_GRADING & set(inside.parts)
