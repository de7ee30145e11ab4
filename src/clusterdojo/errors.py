"""What a user can mend: one sentence on what is wrong, one on what to do."""


class DojoError(Exception):
    """Base of all errors that the command line shows without a traceback, with exit code 2."""

    def __init__(self, what: str, do: str) -> None:
        super().__init__(what, do)
        self.what = what
        self.do = do

    def __str__(self) -> str:
        return f"{self.what} {self.do}"


class UsageError(DojoError):
    """The command can't be carried out as it was given."""


class ContentError(DojoError):
    """A lab's files are wrong.

    Attributes:
        line: The line of the file that is at fault; None if the whole file is.
        fault: What is wrong there, without the place; empty if no single place is.
    """

    def __init__(self, what: str, do: str, *, line: int | None = None, fault: str = "") -> None:
        super().__init__(what, do)
        self.line = line
        self.fault = fault


class RuntimeUnavailableError(DojoError):
    """A binary that an engine needs can be neither found, downloaded nor built."""


class EngineError(DojoError):
    """A cluster could not be made, reached or ended."""


class StateError(DojoError):
    """The suite's own state on disk can't be read or written."""


class ContainerEngineError(DojoError):
    """No container engine is here, or it does not answer."""


class ImageError(DojoError):
    """A node image can be neither found, pulled nor made."""
