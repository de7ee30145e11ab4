"""Credential plugins (`exec` in a kubeconfig): programs that give a token or a certificate."""

import base64
import contextlib
import datetime
import itertools
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clusterdojo.cluster.users_kubeconfig import WayIn
from clusterdojo.errors import EngineError, UsageError

ANSWER_SECONDS = 30.0
ASKING_SECONDS = 300.0  # somebody at a terminal may have to log in meanwhile
EXTENSION = "client.authentication.k8s.io/exec"
LINE_LENGTH = 300


@dataclass(frozen=True)
class Credential:
    """What a plugin gave.

    Attributes:
        fields: The fields of a user entry that stand for it.
        expires: When it has to be asked again, or None.
    """

    fields: dict[str, Any]
    expires: datetime.datetime | None = None

    @property
    def expired(self) -> bool:
        """Whether the plugin has to be asked again."""
        return self.expires is not None and self.expires <= datetime.datetime.now(datetime.UTC)


class CredentialPlugin:
    """The plugin of one user entry."""

    def __init__(self, way: WayIn) -> None:
        """Read what the entry says of its plugin.

        Raises:
            UsageError: The entry is wrong, or the program is not installed.
        """
        self._way = way
        self._exec = way.user.fields["exec"]
        if not isinstance(self._exec, dict):
            raise way.user.wrong("exec", "is not a map", "Copy the entry again.")
        self._version = self._text("apiVersion")
        self._command = [self._program(), *self._arguments()]
        self.name = self._shown()

    def ask(self) -> Credential:
        """Run the plugin: at a terminal it may ask there, otherwise it has 30 seconds.

        Raises:
            UsageError: The plugin only works at a terminal, and there is none.
            EngineError: It fails, does not answer, or gives no credential.
        """
        terminal = os.isatty(0) and os.isatty(2)
        mode = self._exec.get("interactiveMode", "IfAvailable")
        if mode == "Always" and not terminal:
            raise UsageError(
                f"{self} only works at a terminal (interactiveMode: Always), and there is none.",
                "Run the command at a terminal.",
            )
        asks = terminal and mode != "Never"
        said = self._run(asks=asks, terminal=terminal)
        try:
            answer = json.loads(said)
            if answer["apiVersion"] != self._version:
                raise ValueError(answer["apiVersion"])  # noqa: TRY301 - it is told below
            return _credential(answer["status"])
        except (ValueError, KeyError, TypeError) as error:
            raise EngineError(
                f"{self} gave no credential of {self._version}.",
                f"Run `{self.name}` yourself, and see what it says.",
            ) from error

    def __str__(self) -> str:
        return f"The credential plugin `{self.name}` of {self._way.user}"

    def _run(self, *, asks: bool, terminal: bool) -> str:
        try:
            process = subprocess.Popen(
                self._command,
                stdin=None if asks else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=None if terminal else subprocess.PIPE,
                env=self._environment(asks=asks),
                encoding="utf-8",
                errors="replace",
                start_new_session=not terminal,  # at a terminal, it may open /dev/tty
            )
        except OSError as error:
            raise UsageError(f"{self} can't be run: {error.strerror}.", self._hint()) from error
        with process, _ended(process, group=not terminal):
            said, complaint = self._answer(process, terminal=terminal)
        if process.returncode:
            last = ["", *(complaint or "").strip().splitlines()][-1][:LINE_LENGTH]
            raise EngineError(
                f"{self} ended with exit code {process.returncode}{last and f': {last}'}.",
                f"Run `{self.name}` yourself until it works; you may have to log in again.",
            )
        return said

    def _answer(self, process: "subprocess.Popen[str]", *, terminal: bool) -> tuple[str, str]:
        began = time.monotonic()
        try:
            return process.communicate(timeout=ANSWER_SECONDS)
        except subprocess.TimeoutExpired:
            if not terminal:
                raise self._silent(ANSWER_SECONDS) from None
        waiting = f"{self} has not answered for {ANSWER_SECONDS:g} s. {self._advice()}\n"
        os.write(2, waiting.encode())  # into the plugin's own conversation with its user
        try:
            return process.communicate(timeout=began + ASKING_SECONDS - time.monotonic())
        except subprocess.TimeoutExpired:
            raise self._silent(ASKING_SECONDS) from None

    def _silent(self, seconds: float) -> EngineError:
        return EngineError(f"{self} did not answer within {seconds:g} s.", self._advice())

    def _advice(self) -> str:
        return f"Run `{self.name}` yourself to see what it waits for, or use another user entry."

    def _environment(self, *, asks: bool) -> dict[str, str]:
        spec: dict[str, Any] = {"interactive": asks}
        if self._exec.get("provideClusterInfo"):
            spec["cluster"] = self._cluster()
        info = {"apiVersion": self._version, "kind": "ExecCredential", "spec": spec}
        own = {}
        for pair in self._exec.get("env") or []:
            try:
                own[str(pair["name"])] = str(pair["value"])
            except (KeyError, TypeError) as error:
                raise self._way.user.wrong("exec.env", "is not a list of names and values",
                                           "Copy the entry again.") from error  # fmt: skip
        return {**os.environ, **own, "KUBERNETES_EXEC_INFO": json.dumps(info)}

    def _cluster(self) -> dict[str, Any]:
        fields = self._way.cluster.fields
        names = ("server", "tls-server-name", "insecure-skip-tls-verify",
                 "certificate-authority-data", "proxy-url")  # fmt: skip
        config = [
            extension["extension"]
            for extension in fields.get("extensions") or []
            if extension.get("name") == EXTENSION
        ]
        told = {name: fields[name] for name in names if fields.get(name)}
        return told | ({"config": config[0]} if config else {})

    def _program(self) -> str:
        """The program: beside the kubeconfig where it is a relative path, else on the PATH."""
        command = self._text("command")
        if os.sep in command:
            command = str(self._way.user.file.parent / command)
        found = shutil.which(command)
        if found is None:
            raise UsageError(
                f"The credential plugin `{command}` of {self._way.user} is not installed.",
                self._hint(),
            )
        return found

    def _shown(self) -> str:
        """The command without its flags, which may hold a secret."""
        words = [self._text("command"), *self._arguments()]
        plain = list(itertools.takewhile(lambda word: not word.startswith("-"), words))
        left_out = [] if len(plain) == len(words) else ["..."]
        return " ".join(plain + left_out)[:LINE_LENGTH]

    def _arguments(self) -> list[str]:
        arguments = self._exec.get("args") or []
        if not isinstance(arguments, list) or not all(isinstance(one, str) for one in arguments):
            raise self._way.user.wrong("exec.args", "is not a list of text", "Put it in quotes.")
        return arguments

    def _text(self, field: str) -> str:
        value = self._exec.get(field)
        if not isinstance(value, str) or not value:
            raise self._way.user.wrong(f"exec.{field}", "is missing or not text", "Correct it.")
        return value

    def _hint(self) -> str:
        hint = self._exec.get("installHint")
        given = " ".join(hint.split())[:LINE_LENGTH] if isinstance(hint, str) else ""
        return given or "Install it, or use another user entry."


def _credential(status: dict[str, Any]) -> Credential:
    fields: dict[str, Any] = {}
    if status.get("clientCertificateData"):
        fields["client-certificate-data"] = _encoded(status["clientCertificateData"])
        fields["client-key-data"] = _encoded(status["clientKeyData"])
    if status.get("token"):
        fields["token"] = status["token"]
    if not fields or not all(isinstance(value, str) for value in fields.values()):
        raise ValueError(status)
    if not status.get("expirationTimestamp"):
        return Credential(fields)
    expires = datetime.datetime.fromisoformat(status["expirationTimestamp"])
    return Credential(fields, expires.replace(tzinfo=expires.tzinfo or datetime.UTC))


def _encoded(pem: str) -> str:
    """As a kubeconfig holds it: plugins give certificates as they are."""
    return base64.b64encode(pem.encode()).decode()


@contextlib.contextmanager
def _ended(process: "subprocess.Popen[str]", *, group: bool) -> Iterator[None]:
    """Whatever happens, nothing that was started goes on."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            if group:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        process.wait()
        raise
