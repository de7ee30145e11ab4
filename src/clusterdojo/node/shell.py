"""The shell on a node that answers a reader's questions, one after the other.

Its scripts keep to what busybox and the programs of Debian have in common: which of the two answers
depends on whether the suite's own shell could be brought.
"""

import contextlib
import os
import re
import secrets
import selectors
import shlex
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass

OPEN_SECONDS = 20.0  # a container engine out of breath takes a few
GRACE_SECONDS = 3.0  # the node ends a program that takes too long; after this, it does not answer
CLOSE_SECONDS = 2.0
LARGEST = 11_000_000  # bytes of one answer: a kubelet reads manifests of up to 10 MiB
LARGEST_ERRORS = 100_000
# In a namespace of processes without systemd, systemctl (252) refuses the bus: its other end has no
# process ID there ("No data available"). It starts no other program.
ON_THE_BUS = "systemctl"
ENDED = (124, 137, 143)  # what `timeout` leaves: its own code, or that of what it has ended

# The learner's changes to the node's profiles must not reach the grader. $1 is what follows in the
# namespaces, $2 the shell that was brought: it runs on without its file, and without those of
# earlier checks that were killed in between.
BEGIN = """
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C TZ=UTC KUBERC=off
unset ENV BASH_ENV LD_PRELOAD LD_LIBRARY_PATH
export APART=
[ -z "$2" ] || rm -f -- "${2%.*}".*
cd /
if unshare -p -f true 2>/dev/null; then APART='unshare -p -f'; fi
if unshare -m true 2>/dev/null; then
    exec unshare -m --propagation slave sh -c "$1" 3>&2 2>/dev/null
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
# What a question has started ends with it: its shell is the first process of a namespace. The
# second mark of each stream tells that it ended; the first one, how, unless a limit cut it off.
ASK = """\
{{ {{
    {{ {apart} sh -c '"$@"; exit $?' sh {command} </dev/null 3>&- 4>&-
       printf '\\n{mark} %d\\n' $?; }} 2>&3 | head -c {largest} >&4
}} 3>&1 | head -c {errors} >&2; }} 4>&1
printf '\\n{mark}\\n'; printf '\\n{mark}\\n' >&2
"""


class SilentNodeError(Exception):
    """The node's shell has ended or does not answer.

    Attributes:
        code: Its exit code, or None if it still runs without answering.
    """

    def __init__(self, reason: str, code: int | None = None) -> None:
        super().__init__(reason)
        self.code = code


class QuestionError(SilentNodeError):
    """One question has no answer, since a program on the node exceeds a limit."""


@dataclass(frozen=True)
class Ran:
    """What a program did.

    Attributes:
        code: Its exit code.
        out: Its stdout.
        err: Its stderr, cut off after 100 kB.
    """

    code: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        """Its stdout as text."""
        return self.out.decode(errors="replace")


class Shell:
    """The process, and the mark between requests and answers, which nobody can guess."""

    def __init__(self, command: Sequence[str], own: str | None = None) -> None:
        """Start it.

        Args:
            command: Runs a program as root on the node, stdin attached, when put before it.
            own: The path on the node of a shell of the suite's own; it is removed.

        Raises:
            SilentNodeError: The node can't be entered.
        """
        self.is_own = own is not None
        self._mark = secrets.token_hex(16)
        self._end = re.compile(rb"\n%s\n\Z" % self._mark.encode())
        self._code = re.compile(rb"\n%s (\d+)\n\Z" % self._mark.encode())
        first = [own, "sh"] if own else ["sh"]
        try:
            self._process = subprocess.Popen(
                [*command, *first, "-c", BEGIN, "sh", READ_ONLY, own or ""],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,  # Ctrl-C ends the check, and the check ends the shell
            )
        except OSError as error:
            raise SilentNodeError(str(error)) from error
        try:
            self._request("true", OPEN_SECONDS)
        except BaseException:
            self.close()
            raise

    def ask(self, argv: Sequence[str], seconds: float) -> Ran:
        """Run one command, and wait for its end.

        Raises:
            QuestionError: It takes or tells too much.
            SilentNodeError: The shell has ended, or does not answer.
        """
        whole = max(1, round(seconds))
        began = time.monotonic()
        limited = shlex.join(["timeout", "-k", "1", str(whole), *argv])
        apart = "" if argv[0].rpartition("/")[2] == ON_THE_BUS else "$APART"
        out, err = self._request(limited, whole + GRACE_SECONDS, apart)
        code = self._code.search(out)
        name = argv[0].rpartition("/")[2] if argv[0] != "sh" else "a program"
        if code is None:
            raise QuestionError(f"{name} told more than {LARGEST} bytes")
        if int(code[1]) in ENDED and time.monotonic() - began >= whole:
            raise QuestionError(f"{name} took longer than {whole} s")
        return Ran(int(code[1]), out[: code.start()], err)

    def _request(self, command: str, seconds: float, apart: str = "") -> tuple[bytes, bytes]:
        line = ASK.format(
            apart=apart, command=command, mark=self._mark, largest=LARGEST, errors=LARGEST_ERRORS
        )
        assert self._process.stdin  # noqa: S101 - Popen was told so
        # A shell that has ended tells why when it is read.
        with contextlib.suppress(OSError):
            self._process.stdin.write(line.encode())
        out, err = self._answers(time.monotonic() + seconds, seconds)
        end = len(self._mark) + 2
        return out[:-end], err[:-end]

    def _answers(self, deadline: float, seconds: float) -> tuple[bytes, bytes]:
        """Both streams, each to its mark."""
        streams = (self._process.stdout, self._process.stderr)
        heard = [bytearray(), bytearray()]
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
                        raise self._ended(bytes(heard[1]))
                    heard[key.data] += part
                    if len(heard[key.data]) > LARGEST + 65536:
                        raise SilentNodeError("its shell does not keep to its limits")
                    if self._end.search(heard[key.data][-80:]):
                        selector.unregister(key.fileobj)
        return bytes(heard[0]), bytes(heard[1])

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
