"""Whether a host answers at all: asked once a run, answered within seconds."""

import socket
import threading
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from clusterdojo.binaries._refused import UnreachableError

_silent: dict[str, str] = {}
"""Hosts that are not asked again in this run, with the reason."""


def check(url: str, seconds: float) -> None:
    """Make sure that the host of `url`, or the proxy in front of it, takes connections.

    Raises:
        UnreachableError: It doesn't, or gave reason earlier in this run not to be asked again.
    """
    host = origin(url)
    if host not in _silent:
        parts = urlsplit(proxy(url) or url)
        port = parts.port or (80 if parts.scheme == "http" else 443)
        if reason := _attempt(parts.hostname or "", port, seconds):
            _silent[host] = reason
    if host in _silent:
        raise UnreachableError(_silent[host])


def silence(url: str, seconds: float) -> str | None:
    """Why the host of `url` takes no connections; None if it does."""
    try:
        check(url, seconds)
    except UnreachableError as error:
        return str(error)
    return None


def give_up(url: str, reason: str) -> UnreachableError:
    """Ask the host of `url` no more in this run; returns the error to raise."""
    _silent[origin(url)] = reason
    return UnreachableError(reason)


def proxy(url: str) -> str | None:
    """The proxy that the environment names for `url`."""
    parts = urlsplit(url)
    if proxy_bypass(parts.hostname or ""):
        return None
    return getproxies().get(parts.scheme)


def origin(url: str) -> str:
    """Scheme, host and port of `url`."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def forget() -> None:
    """Ask every host again, as a new run would."""
    _silent.clear()


def _attempt(host: str, port: int, seconds: float) -> str | None:
    """Connect once; returns why not. A thread, because a name server's silence has no timeout."""
    outcome: list[str | None] = []

    def connect() -> None:
        try:
            socket.create_connection((host, port), timeout=seconds).close()
        except OSError as error:
            outcome.append(f"{host} can't be reached ({error.strerror or error})")
        else:
            outcome.append(None)

    attempt = threading.Thread(target=connect, daemon=True)
    attempt.start()
    attempt.join(seconds)
    return outcome[0] if outcome else f"{host} did not answer within {seconds:g} s"
