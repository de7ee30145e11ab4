"""What is mounted where, by /proc/PID/mountinfo."""

from collections.abc import Iterator
from typing import NamedTuple

ESCAPES = (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\"))


class Mount(NamedTuple):
    """One file system at one place.

    Attributes:
        device: "MAJOR:MINOR", as a file's st_dev has them.
        place: Where it is mounted.
        kind: Such as "ext4" or "tmpfs".
        options: Its own, as those of a hierarchy of cgroups name its controllers.
    """

    device: str
    place: str
    kind: str
    options: tuple[str, ...]


def mounts(text: str) -> Iterator[Mount]:
    """The mounts in their order, the latest last; lines that are none are left out."""
    for line in text.splitlines():
        where, _, what = line.partition(" - ")
        words, about = where.split(), what.split()
        if len(words) > 4 and about:  # noqa: PLR2004 - up to the place
            options = tuple(about[2].split(",")) if len(about) > 2 else ()  # noqa: PLR2004 - up to them
            yield Mount(words[2], _unescaped(words[4]), about[0], options)


def _unescaped(text: str) -> str:
    for code, character in ESCAPES:
        text = text.replace(code, character)
    return text
