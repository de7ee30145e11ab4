"""The container engine: the only module that calls the `docker` program.

The program finds its engine by itself, as it does for the user: DOCKER_HOST, or the chosen context.
"""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, Any, cast

from clusterdojo.errors import ContainerEngineError

# How the program finds its engine, unless the user's chosen context says it.
VARIABLES = (
    "DOCKER_API_VERSION", "DOCKER_CERT_PATH", "DOCKER_CONFIG", "DOCKER_CONTEXT", "DOCKER_HOST",
    "DOCKER_TLS_VERIFY",
)  # fmt: skip
SECONDS = 60.0
REACH_SECONDS = 10.0  # an engine at work answers in 0.05 s, on a machine out of breath in a few
DOUBT_SECONDS = 3.0  # a command that is silent for so long makes us ask whether the engine is there
HUNG_SECONDS = 30.0  # one that hangs is not asked again for so long: one command waits once for it
_hung: tuple[float, ContainerEngineError] | None = None  # when by time.monotonic(), what was said


class DockerCommandError(Exception):
    """The engine answers, but did not do what it was told. Callers make a DojoError of it.

    Attributes:
        arguments: The command, without `docker`.
        stderr: What it said, stripped.
    """

    def __init__(self, arguments: tuple[str, ...], stderr: str) -> None:
        super().__init__(f"docker {' '.join(arguments)}: {stderr}")
        self.arguments = arguments
        self.stderr = stderr


def program() -> str:
    """The path of the docker program.

    Raises:
        ContainerEngineError: There is none.
    """
    if found := shutil.which("docker"):
        return found
    raise ContainerEngineError(
        "The program docker is not on the PATH.",
        "Install Docker, or use labs of the embedded engine, which do not need it (`dojo list`).",
    )


def way() -> dict[str, str]:
    """The variables by which the engine of this moment is reached later, whatever is set then.

    The clusters that it makes are asked through it for as long as they live: a variable, a context
    or a program of that name that is put on the PATH meanwhile leads nowhere else.

    Raises:
        ContainerEngineError: There is no program docker.
    """
    set_here = {name: os.environ[name] for name in VARIABLES if os.environ.get(name)}
    if "DOCKER_HOST" not in set_here:
        with contextlib.suppress(DockerCommandError):
            chosen = ("context", "inspect", "--format", "{{.Name}} {{.Endpoints.docker.Host}}")
            name, _, host = docker(*chosen, seconds=REACH_SECONDS).strip().partition(" ")
            if host.startswith(("unix://", "ssh://", "npipe://")):
                set_here = {"DOCKER_HOST": host}
            elif name:  # its certificates are known by its name
                set_here["DOCKER_CONTEXT"] = name
    return {**set_here, "PATH": str(Path(program()).parent)}


def docker(
    *args: str, stdin: bytes | None = None, seconds: float = SECONDS, check: bool = True
) -> str:
    """Run one docker command to its end, and return what it wrote to stdout.

    Args:
        args: The command, such as "inspect", "name".
        stdin: What it reads; without it, nothing.
        seconds: The command is ended after this time.
        check: Whether a command that fails is an error.

    Raises:
        ContainerEngineError: The engine can't be reached, whatever `check` is.
        DockerCommandError: The command failed, or did not end in time.
    """
    done = _watched(args, stdin, seconds)
    if done.returncode:
        # What it says when the engine is away differs by version, and so does its exit code.
        require()
        if check:
            raise DockerCommandError(args, done.stderr.decode(errors="replace").strip())
    return done.stdout.decode(errors="replace")


def copied(name: str, path: str, limit: int, seconds: float = SECONDS) -> IO[bytes]:
    """A folder of a container as a tar archive, read by the engine: no program in it has a say.

    Args:
        name: The container, which may stand still.
        path: The folder in it.
        limit: In bytes: what is more is left out, and the archive is cut there.
        seconds: The copy is ended after this time.

    Returns:
        An open temporary file, at its beginning.

    Raises:
        ContainerEngineError: The engine can't be reached.
        DockerCommandError: There is no such folder, or it could not be copied in time.
    """
    _require_not_hung()
    args = ("cp", f"{name}:{path}", "-")
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    with _begin(args, None) as running:
        out, err = cast("IO[bytes]", running.stdout), cast("IO[bytes]", running.stderr)
        ending = threading.Timer(seconds, running.kill)
        ending.start()
        try:
            while limit > 0 and (chunk := out.read(min(limit, 1 << 16))):
                target.write(chunk)
                limit -= len(chunk)
        finally:
            ending.cancel()
            if limit <= 0:
                running.kill()
        said = err.read().decode(errors="replace").strip()
    if running.returncode and limit > 0:
        target.close()
        require()
        raise DockerCommandError(args, said or f"it did not end within {seconds:g} s")
    target.seek(0)
    return target


def reachable() -> str | None:
    """Why the engine can't be used, in docker's words; None if it answers."""
    try:
        done = _run(("version", "--format", "{{.Server.Version}}"), REACH_SECONDS)
    except ContainerEngineError as error:
        return error.what
    except subprocess.TimeoutExpired:
        return f"no answer within {REACH_SECONDS:g} s"
    if done.returncode == 0 and done.stdout.strip():
        return None
    return _last_line(done.stderr) or f"docker version ended with exit code {done.returncode}"


def require() -> None:
    """Make sure that the engine answers.

    Raises:
        ContainerEngineError: It does not.
    """
    global _hung  # noqa: PLW0603 - a process has one container engine
    program()
    _require_not_hung()
    began = time.monotonic()
    if reason := reachable():
        away = _unreachable(reason)
        if time.monotonic() - began >= REACH_SECONDS:
            _hung = (time.monotonic(), away)
        raise away


def info() -> dict[str, Any]:
    """What the engine tells of itself and its host (`docker info`).

    Raises:
        ContainerEngineError: The engine can't be reached.
    """
    try:
        told = json.loads(docker("info", "--format", "{{json .}}", seconds=REACH_SECONDS))
    except (DockerCommandError, ValueError) as error:
        raise _unreachable(str(error)) from error
    if errors := told.get("ServerErrors"):  # some versions call that a success
        raise _unreachable(" ".join(errors))
    return cast("dict[str, Any]", told)


def _watched(
    args: tuple[str, ...], stdin: bytes | None, seconds: float
) -> subprocess.CompletedProcess[bytes]:
    """Run a command that may take long, but not wait long for an engine that hangs."""
    deadline = time.monotonic() + seconds
    _require_not_hung()
    with _begin(args, stdin) as running:
        try:
            while True:
                left = deadline - time.monotonic()
                try:
                    out, err = running.communicate(timeout=min(left, DOUBT_SECONDS))
                except subprocess.TimeoutExpired:
                    if reachable() is not None:  # once may be the load of what it does for us
                        require()
                    if time.monotonic() < deadline:
                        continue
                    raise DockerCommandError(args, f"it did not end within {seconds:g} s") from None
                return subprocess.CompletedProcess(args, running.returncode, out, err)
        except BaseException:
            running.kill()
            raise


def _require_not_hung() -> None:
    if _hung is not None and time.monotonic() - _hung[0] < HUNG_SECONDS:
        raise _hung[1]


def _run(args: tuple[str, ...], seconds: float) -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end, without input."""
    with _begin(args, None) as running:
        try:
            out, err = running.communicate(timeout=seconds)
        except BaseException:
            running.kill()
            raise
        return subprocess.CompletedProcess(args, running.returncode, out, err)


def _begin(args: tuple[str, ...], stdin: bytes | None) -> subprocess.Popen[bytes]:
    with contextlib.ExitStack() as stack:
        source: IO[bytes] | int = subprocess.DEVNULL
        if stdin is not None:
            # No pipe: Popen.communicate forgets what is left to write when its time is over.
            source = stack.enter_context(tempfile.TemporaryFile())
            source.write(stdin)
            source.seek(0)
        return subprocess.Popen(
            [program(), *args], stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )


def _last_line(stderr: bytes) -> str:
    lines = stderr.decode(errors="replace").strip().splitlines()
    return lines[-1].strip() if lines else ""


def _unreachable(reason: str) -> ContainerEngineError:
    do = "Start Docker, and check that `docker version` shows a server; `dojo doctor` shows more."
    if "permission denied" in reason.lower():
        do = "Add your user to the group docker, log in again, and try again."
    return ContainerEngineError(f"The container engine does not answer: {reason.rstrip('.')}.", do)
