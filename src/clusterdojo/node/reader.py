"""Reading a node from inside: one shell a node and check, that can change nothing there.

The shell lives in a mount namespace of its own in which every file system is read-only, where the
node allows that; and it only runs what `node_programs` knows to be reading.
"""

import contextlib
import os
import re
import secrets
import selectors
import shlex
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from clusterdojo.node.programs import require_reading

OPEN_SECONDS = 20.0  # a container engine out of breath takes a few
READ_SECONDS = 10.0
GRACE_SECONDS = 3.0  # the node ends a program that takes too long; after this, it does not answer
CLOSE_SECONDS = 2.0
COPY_SECONDS = 30.0
LARGEST = 8_000_000  # bytes of one answer

# The learner's changes to the node's profiles must not reach the grader.
BEGIN = """
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C TZ=UTC KUBERC=off
unset ENV BASH_ENV LD_PRELOAD
cd /
if unshare --mount true 2>/dev/null; then
    exec unshare --mount --propagation slave sh -c "$1" 3>&2 2>/dev/null
fi
exec sh
"""
# Unmounting on the node is seen here ("slave"), so that nothing there waits for the grader.
# What lies below the left-out folders are dozens of mounts, and no grader needs them.
READ_ONLY = """
umount -l /sys/fs/cgroup
while read -r _ _ _ _ at _; do
    case $at in
    /run/containerd/*|/run/credentials/*|/run/netns/*|/var/lib/kubelet/pods/*) ;;
    *) mount -n -o remount,bind,ro "$at" ;;
    esac
done </proc/self/mountinfo
exec sh 2>&3 3>&-
"""


class SilentNodeError(Exception):
    """The node's shell has ended or does not answer.

    Attributes:
        code: Its exit code, or None if it still runs without answering.
    """

    def __init__(self, reason: str, code: int | None = None) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True)
class Ran:
    """What a program did.

    Attributes:
        code: Its exit code; 124 if it took too long.
        out: Its stdout.
        err: Its stderr.
    """

    code: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        """Its stdout as text."""
        return self.out.decode(errors="replace")


class NodeReader:
    """One node, read through one shell that is started when it is first needed."""

    def __init__(
        self, command: Sequence[str], explain: Callable[[SilentNodeError], Exception] = lambda e: e
    ) -> None:
        """Prepare to read.

        Args:
            command: Runs a program as root on the node, stdin attached, when put before it.
            explain: Makes of a silent node what is raised, now and whenever it is asked again.
        """
        self._command = list(command)
        self._explain = explain
        self._known: dict[tuple[str, ...], Ran] = {}
        self._shell: _Shell | None = None
        self._unopened: SilentNodeError | None = None
        self._silent: Exception | None = None
        self._closed = False
        self._turn = threading.Lock()

    def read(self, *argv: str, seconds: float = READ_SECONDS) -> Ran:
        """Run a program that only reads; asked twice, the first answer is given again.

        Raises:
            ValueError: The program is not known to change nothing.
            SilentNodeError: The node does not answer (or what `explain` made of that).
        """
        require_reading(argv)
        return self._ask(argv, seconds)

    def script(self, text: str, *arguments: str, seconds: float = READ_SECONDS) -> Ran:
        """Run one of the suite's own reading scripts, with $1 and so on. Raises as `read` does."""
        return self._ask(("sh", "-c", text, "sh", *arguments), seconds)

    def open(self) -> None:
        """Start the shell now. Errors are raised when something is read."""
        with self._turn:
            if not (self._shell or self._unopened or self._closed):
                try:
                    self._shell = _Shell(self._command)
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
            with part.open("wb") as file:
                done = subprocess.run(
                    [*self._command, "cat", "--", path], stdin=subprocess.DEVNULL, stdout=file,
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
            return self._known[argv]

    def _answer(self, argv: tuple[str, ...], seconds: float) -> Ran:
        if self._silent is not None:
            raise self._silent
        try:
            if self._unopened:
                raise self._unopened
            if self._shell is None:
                self._shell = _Shell(self._command)
            return self._shell.ask(argv, seconds)
        except SilentNodeError as error:
            if self._shell:
                self._shell.close()
                self._shell = None
            self._silent = self._explain(error)
            raise self._silent from error


class _Shell:
    """The process, and the mark between requests and answers, which nobody can guess."""

    def __init__(self, command: Sequence[str]) -> None:
        self._mark = secrets.token_hex(16)
        self._ends = (
            re.compile(rb"\n%s (\d+)\n\Z" % self._mark.encode()),
            re.compile(rb"\n%s\n\Z" % self._mark.encode()),
        )
        try:
            self._process = subprocess.Popen(
                [*command, "sh", "-c", BEGIN, "sh", READ_ONLY],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,  # Ctrl-C ends the check, and the check ends the shell
            )
        except OSError as error:
            raise SilentNodeError(str(error)) from error
        try:
            self._request(":", OPEN_SECONDS)
        except BaseException:
            self.close()
            raise

    def ask(self, argv: Sequence[str], seconds: float) -> Ran:
        """Run one command, and wait for its end."""
        limited = ["timeout", "-k", "1", f"{seconds:g}", *argv]
        return self._request(shlex.join(limited), seconds + GRACE_SECONDS)

    def _request(self, line: str, seconds: float) -> Ran:
        marks = f"printf '\\n{self._mark} %d\\n' $?; printf '\\n{self._mark}\\n' >&2\n"
        assert self._process.stdin  # noqa: S101 - Popen was told so
        # A shell that has ended tells why when it is read.
        with contextlib.suppress(OSError):
            self._process.stdin.write(f"{line} </dev/null; {marks}".encode())
        out, err = self._answers(time.monotonic() + seconds, seconds)
        ended = self._ends[0].search(out)
        assert ended  # noqa: S101 - `_answers` has seen it
        return Ran(int(ended[1]), out[: ended.start()], err[: -len(self._mark) - 2])

    def _answers(self, deadline: float, seconds: float) -> tuple[bytes, bytes]:
        """Both streams, each to its mark."""
        streams = (self._process.stdout, self._process.stderr)
        heard = [b"", b""]
        with selectors.DefaultSelector() as selector:
            for index, stream in enumerate(streams):
                assert stream  # noqa: S101 - Popen was told so
                selector.register(stream, selectors.EVENT_READ, index)
            while selector.get_map():
                ready = selector.select(max(0.0, deadline - time.monotonic()))
                if not ready:
                    raise SilentNodeError(f"no answer within {seconds:g} s")
                for key, _ in ready:
                    part = key.fileobj.read(65536)  # type: ignore[union-attr] # a stream, as registered
                    if not part:
                        raise self._ended(heard[1])
                    heard[key.data] += part
                    if len(heard[key.data]) > LARGEST:
                        raise SilentNodeError(f"an answer of more than {LARGEST} bytes")
                    if self._ends[key.data].search(heard[key.data][-80:]):
                        selector.unregister(key.fileobj)
        return heard[0], heard[1]

    def _ended(self, stderr: bytes) -> SilentNodeError:
        """What the shell's end says; its last words may be on their way still."""
        process, rest = self._process, b""
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(CLOSE_SECONDS)
        if process.stderr:
            os.set_blocking(process.stderr.fileno(), False)  # somebody may still hold it
            rest = process.stderr.read() or b""
        words = (stderr + rest).decode(errors="replace").strip().splitlines()
        code = process.poll()
        return SilentNodeError(words[-1] if words else f"its shell ended with code {code}", code)

    def close(self) -> None:
        """End the process: without its stdin the node's shell ends by itself."""
        process = self._process
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()
        try:
            process.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
