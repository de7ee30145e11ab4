"""How far a build is and how long it will take, by the source that is yet to be compiled."""

import time
from collections.abc import Callable, Mapping

from clusterdojo.progress import Progress

LINK_BYTES = 300_000
"""A link in terms of source compiled in the same time; `go build -v` doesn't announce it."""

TRUSTED_SHARE = 0.03
"""Before that much is done, the rate is a guess."""

SHOWN_EVERY = 0.2
"""Seconds between two updates, so that a cached build doesn't spend its time drawing."""


LONG_PATH = 40
"""Characters of a package's path that still fit beside a bar."""

COARSE_SECONDS = 90
"""From there on minutes are all that an estimate is good for."""


class Estimate:
    """Listens to `go build -v` and moves a progress bar."""

    def __init__(
        self,
        weights: Mapping[str, float],
        progress: Progress,
        links: int = 1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._weights = dict(weights)
        self._progress = progress
        self._clock = clock
        self._total = sum(self._weights.values()) + links * LINK_BYTES
        self._done = 0.0
        self._current = 0.0
        self._began = clock()
        self._shown = float("-inf")

    def stage(self, text: str) -> None:
        """The build begins."""
        self._began = self._clock()
        self._progress.stage(text)

    def heard(self, line: str) -> None:
        """Take in one line: the path of a package whose compilation begins."""
        weight = self._weights.pop(line, None)
        if weight is None:
            return
        # The package that began before this one is done by now, more or less.
        self._done += self._current
        self._current = weight
        now = self._clock()
        if now - self._shown >= SHOWN_EVERY:
            self._shown = now
            self._progress.advance(self._done, self._total, self._left(now, line))

    def _left(self, now: float, package: str) -> str:
        name = package.rpartition("/")[2] if len(package) > LONG_PATH else package
        if self._done < self._total * TRUSTED_SHARE:
            return name
        seconds = (now - self._began) / self._done * (self._total - self._done)
        left = f"{seconds / 60:.0f} min" if seconds >= COARSE_SECONDS else f"{seconds:.0f} s"
        return f"{name}, about {left} left"
