"""Reading a node from inside: one shell a node and check, that can change nothing there.

The shell is the suite's own where the engine can bring one: a program on the node belongs to the
learner, and may hang, lie or lack its x bit. It lives in namespaces of its own, in which every file
system is read-only, and with which everything that it has started ends.

Each question has its own limits. A program that takes too long, or tells too much, leaves that
question unanswered and no other.
"""

import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clusterdojo.node.known import Known, digest_in
from clusterdojo.node.programs import require_reading
from clusterdojo.node.shell import QuestionError, Ran, Shell, SilentNodeError

READ_SECONDS = 10.0
COPY_SECONDS = 30.0
# What a word stands for in the shell, and the program of that name on the node, with its digest.
LOCATE = """
IFS=:
for folder in $PATH; do
    if [ -f "$folder/$1" ] && [ -x "$folder/$1" ]; then at=$folder/$1; break; fi
done
unset IFS
printf '%s\\n%s\\n' "$(command -v "$1")" "$at"
[ -z "$at" ] || sha256sum -- "$at"
"""
COPY = 'rm -f -- "${1%.*}".*; exec cat -- "$2"'


@dataclass(frozen=True)
class WayIn:
    """How a node is entered.

    Attributes:
        command: Runs a program as root on the node, stdin attached, when put before it.
        bring: Puts a shell of the suite's own onto the node, and gives its path there; None where
            there is none to bring.
        known: The programs that the suite has put onto the node, by sha256; empty if unknown.
    """

    command: Sequence[str]
    bring: Callable[[], str | None] = lambda: None
    known: Mapping[str, Known] | None = None


def _as_it_is(error: SilentNodeError) -> Exception:
    return error


class NodeReader:
    """One node, read through one shell that is started when it is first needed."""

    def __init__(
        self,
        way: WayIn | Sequence[str],
        explain: Callable[[SilentNodeError], Exception] = _as_it_is,
    ) -> None:
        """Prepare to read.

        Args:
            way: How the node is entered, or only the command for it.
            explain: Makes of a silent node, or of a question without an answer, what is raised.
        """
        self._way = way if isinstance(way, WayIn) else WayIn(list(way))
        self._explain = explain
        self._known: dict[tuple[str, ...], Ran | Exception] = {}
        self._genuine: dict[str, str] = {}
        self._shell: Shell | None = None
        self._unopened: SilentNodeError | None = None
        self._silent: Exception | None = None
        self._closed = False
        self._turn = threading.Lock()

    def read(self, *argv: str, seconds: float = READ_SECONDS) -> Ran:
        """Run a program that only reads; asked twice, the first answer is given again.

        Raises:
            ValueError: The program is not known to change nothing.
            QuestionError: It exceeds a limit, or is not the node's own any more.
            SilentNodeError: The node does not answer. `explain` may make something else of both.
        """
        require_reading(argv)
        return self._ask((self.genuine(argv[0]), *argv[1:]), seconds)

    def script(self, text: str, *arguments: str, seconds: float = READ_SECONDS) -> Ran:
        """Run one of the suite's own reading scripts, with $1 and so on. Raises as `read` does."""
        return self._ask(("sh", "-c", text, "sh", *arguments), seconds)

    def genuine(self, name: str) -> str:
        """What to call for a program: that of the node if it is one that the suite has put there.

        Else it is that of the suite's own shell, if it has one of that name. Without such a shell,
        or where nobody knows the digests, as on clusters made by earlier versions, the node's
        programs are believed.

        Raises:
            QuestionError: The node's is another one, or none.
        """
        if not self._way.known:
            return name
        if name not in self._genuine:
            told = self._ask(("sh", "-c", LOCATE, "sh", name), READ_SECONDS).text.splitlines()
            word, path, row = [*told, "", "", ""][:3]
            digest = digest_in(row)
            if self._shell is None or not self._shell.is_own:
                return name
            if path and digest in self._way.known:
                self._genuine[name] = path
            elif word and not word.startswith("/"):
                self._genuine[name] = word
            else:
                what = (
                    "not the program that the machine came with" if path else "not there any more"
                )
                raise self._explain(QuestionError(f"{name} is {what}"))
        return self._genuine[name]

    @property
    def known_programs(self) -> Mapping[str, Known]:
        """The programs that the suite has put onto the node, by sha256; empty if unknown."""
        return self._way.known or {}

    def open(self) -> None:
        """Start the shell now. Errors are raised when something is read."""
        with self._turn:
            if not (self._shell or self._unopened or self._closed):
                try:
                    self._shell = self._opened()
                except SilentNodeError as error:
                    self._unopened = error  # nobody waits a second time for that

    def copy(self, path: str, target: Path, seconds: float = COPY_SECONDS) -> bool:
        """Copy a file of the node to `target`, 0600 and whole, or not at all.

        Returns:
            Whether it is there now.
        """
        part = target.with_name(f".{target.name}.part")
        try:
            part.touch(mode=0o600)
            own = self._way.bring()
            program = [own, "sh", "-c", COPY, "sh", own] if own else ["cat", "--"]
            with part.open("wb") as file:
                done = subprocess.run(
                    [*self._way.command, *program, path], stdin=subprocess.DEVNULL, stdout=file,
                    stderr=subprocess.DEVNULL, timeout=seconds, check=False,
                )  # fmt: skip
            if done.returncode:
                return False
            part.replace(target)
        except (OSError, subprocess.TimeoutExpired):
            return False
        finally:
            part.unlink(missing_ok=True)
        return True

    def forget(self) -> None:
        """Ask the node again from now on."""
        with self._turn:
            self._known.clear()

    def close(self) -> None:
        """End the shell, also one that is being opened. Nothing of it stays on the node."""
        with self._turn:
            self._closed = True
            if self._shell:
                self._shell.close()
                self._shell = None

    def _ask(self, argv: tuple[str, ...], seconds: float) -> Ran:
        with self._turn:
            if argv not in self._known:
                self._known[argv] = self._answer(argv, seconds)
            found = self._known[argv]
        if isinstance(found, Exception):
            raise found
        return found

    def _answer(self, argv: tuple[str, ...], seconds: float) -> Ran | Exception:
        """What the node says, or why this question has no answer.

        Raises:
            SilentNodeError: The node can't be entered, now and whenever it is asked again.
        """
        for is_last in (False, True):
            if self._silent is not None:
                raise self._silent
            try:
                if self._unopened:
                    raise self._unopened
                if self._shell is None:
                    self._shell = self._opened()
            except SilentNodeError as error:
                self._silent = self._explain(error)
                raise self._silent from error
            try:
                return self._shell.ask(argv, seconds)
            except QuestionError as error:
                return self._explain(error)
            except SilentNodeError as error:
                # The shell itself ended, or stands still: the next one may do better.
                self._shell.close()
                self._shell = None
                if error.code is None or is_last:
                    return self._explain(QuestionError(f"{argv[0]} got no answer: {error}"))
            except BaseException:  # the criterion's time is over, or Ctrl-C was pressed
                # Half an answer is on its way, and must not be taken for the next one's.
                self._shell.close()
                self._shell = None
                raise
        raise AssertionError  # the loop returns or raises

    def _opened(self) -> Shell:
        return Shell(self._way.command, self._way.bring())
