"""How long work tells a person where it stands."""

from typing import Protocol


class Progress(Protocol):
    """One line of work at a time; the terminal draws it, tests ignore it."""

    def stage(self, text: str) -> None:
        """A new piece of work begins, such as "building kube-apiserver"."""

    def advance(self, done: float, total: float, detail: str = "") -> None:
        """`done` of `total` (any unit) of this stage is done; `detail` is shown beside it."""

    def note(self, text: str) -> None:
        """Something worth keeping on the screen, such as "downloads can't be reached"."""


class Silent:
    """Progress that nobody watches."""

    def stage(self, text: str) -> None:
        """Ignore it."""

    def advance(self, done: float, total: float, detail: str = "") -> None:
        """Ignore it."""

    def note(self, text: str) -> None:
        """Ignore it."""
