"""Whether results are as they were sealed, one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from clusterdojo.grading.seal import Key
from clusterdojo.reporting.collection import Entry, ExamEntry, collect
from clusterdojo.reporting.untrusted import one_line

LONGEST = 300  # characters of what is told


@dataclass(frozen=True)
class Verdict:
    """What is known of one file.

    Attributes:
        source: Its path, or “class.zip!results/x.json”.
        told: Its seal, or why it can't be read.
        good: Whether nothing speaks against it; without a key, nothing but a broken file does.
    """

    source: str
    told: str
    good: bool


def verdicts(paths: Sequence[Path], key: Key | None) -> Iterator[Verdict]:
    """One for each result in files, folders and zip files.

    Raises:
        UsageError: One of `paths` does not exist.
    """
    for path in paths:
        for file in files(path):
            # One file at a time: a copy is judged as well, and not dropped as a duplicate.
            found = collect([file], key)
            judged: list[Entry | ExamEntry] = [*found.exams]  # whose seals cover their attempts
            judged += [entry for entry in found.entries if not entry.exam]
            for entry in judged:
                good = key is None or entry.seal == "genuine"
                yield Verdict(line(entry.source), entry.seal, good)
            for bad in [*found.duplicates, *found.skipped]:
                yield Verdict(line(bad.source), f"not taken: {line(bad.why)}", good=False)


def files(path: Path) -> list[Path]:
    """The file, or all that may be results in the folder, sorted."""
    if not path.is_dir():
        return [path]
    found = (p for p in path.rglob("*") if p.suffix in {".json", ".zip"} and p.is_file())
    return sorted(p for p in found if not any(part.endswith(".allure") for part in p.parts))


def line(text: str) -> str:
    """Text from a result, on one line."""
    return one_line(text, LONGEST)
