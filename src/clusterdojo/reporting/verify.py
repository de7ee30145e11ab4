"""Whether results are as they were sealed, one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from clusterdojo.reporting.collection import Skipped, each
from clusterdojo.seal import Key
from clusterdojo.untrusted import one_line

LONGEST = 300  # characters of what is told


@dataclass(frozen=True)
class SealCheck:
    """What is known of one file.

    Attributes:
        source: Its path, or “class.zip!results/x.json”.
        told: Its seal, or why it can't be read.
        good: Whether nothing speaks against it; without a key, nothing but a broken file does.
    """

    source: str
    told: str
    good: bool


def verdicts(paths: Sequence[Path], key: Key | None) -> Iterator[SealCheck]:
    """One for each result in files, folders and zip files.

    Raises:
        UsageError: One of `paths` does not exist.
    """
    for one in each(paths, key):
        if isinstance(one, Skipped):
            yield SealCheck(line(one.source), f"not accepted: {line(one.why)}", good=False)
        else:
            yield SealCheck(line(one.source), one.seal, key is None or one.seal == "genuine")


def line(text: str) -> str:
    """Text from a result, on one line."""
    return one_line(text, LONGEST)
