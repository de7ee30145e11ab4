"""Reading a cluster's API: plain paths in, plain JSON out, never a hang."""

import json
import time
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

from clusterdojo.cluster.transport import ACCESS_FILE, JSON, Access, CertificateTransport, Transport

Object = dict[str, Any]
BUSY_SECONDS = 15.0
BUSY_POLL_SECONDS = 0.3


class UnansweredError(Exception):
    """The API server can't be reached, or does not answer in time."""


class RefusedError(Exception):
    """The API server answered with an error."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status} {message}")
        self.status = status


class Api:
    """One cluster's API server, by a kubeconfig and one of its contexts."""

    def __init__(self, kubeconfig: Path, context: str) -> None:
        self.kubeconfig = kubeconfig
        self.context = context
        self._transport: Transport | None = None

    def lost(self) -> str:
        """Why nobody can be asked, if what it takes to ask is gone from this machine; or ""."""
        return ""

    def connect(self) -> None:
        """Read the kubeconfig and get its credential now, not with the first request.

        Raises:
            UsageError: The kubeconfig can't be used.
            EngineError: Its credential plugin gives no credential.
        """
        self._connected()

    def get(self, path: str, **query: str | int) -> Object | None:
        """The object or list at `path`, or None if it does not exist.

        Raises:
            UnansweredError: No answer.
            RefusedError: An answer other than 200 and 404.
        """
        text = self.text(path, query)
        return None if text is None else json.loads(text)

    def text(
        self, path: str, query: Mapping[str, str | int] | None = None, accept: str = JSON
    ) -> bytes | None:
        """The JSON at `path` as it came, or None if there is none.

        Args:
            path: Of the object or the list.
            query: Parameters of the request.
            accept: The type that the answer should have.

        Raises:
            UnansweredError: No answer.
            RefusedError: An answer other than 200 and 404.
        """
        try:
            return self._ask("GET", path, query or {}, accept=accept)
        except RefusedError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    def check(self, path: str) -> None:
        """Ask a health endpoint, which answers in plain text.

        Raises:
            UnansweredError: No answer.
            RefusedError: Not healthy.
        """
        self._ask("GET", path, {})

    def post(self, path: str, body: Object) -> Object:
        """Create an object below `path`."""
        return self._call("POST", path, {}, body)

    def patch(self, path: str, body: Object) -> Object:
        """Merge `body` into the object at `path` (JSON merge patch)."""
        return self._call("PATCH", path, {}, body, "application/merge-patch+json")

    def delete(self, path: str) -> Object:
        """Delete the object at `path`."""
        return self._call("DELETE", path, {})

    def _call(
        self,
        method: str,
        path: str,
        query: dict[str, str | int],
        body: Object | None = None,
        content: str = JSON,
    ) -> Object:
        text = self._ask(method, path, query, body, content)
        return json.loads(text)  # type: ignore[no-any-return]

    def _ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int],
        body: Object | None = None,
        content: str = JSON,
        accept: str = JSON,
    ) -> bytes:
        import urllib3.exceptions

        deadline = time.monotonic() + BUSY_SECONDS
        while True:
            try:
                status, text = self._connected().send(method, path, query, content, body, accept)
            except (urllib3.exceptions.HTTPError, OSError) as error:
                raise UnansweredError(str(error)) from error
            if status != HTTPStatus.TOO_MANY_REQUESTS:
                break
            # “Ask again”, says a server whose store was exchanged a moment ago.
            if time.monotonic() > deadline:
                raise UnansweredError(f"busy for {BUSY_SECONDS:g} s")
            time.sleep(BUSY_POLL_SECONDS)
        if status >= HTTPStatus.BAD_REQUEST:
            raise RefusedError(status, _told(text)[:300])
        return text

    def _connected(self) -> Transport:
        if self._transport is None:
            self._transport = self._connect()
        return self._transport

    def _connect(self) -> Transport:
        from clusterdojo.cluster.client_transport import ClientTransport  # it takes 0.4 s to load

        return ClientTransport(self.kubeconfig, self.context)


def _told(body: bytes) -> str:
    """What a refusal says: the message of its Status, or all of it."""
    text = body.decode(errors="replace")
    try:
        return str(json.loads(text)["message"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return text


class OwnApi(Api):
    """The API server of a cluster that the suite made, by its folder."""

    def __init__(self, folder: Path, name: str) -> None:
        super().__init__(folder / "kubeconfig", name)
        self._folder = folder

    def lost(self) -> str:
        """Why nobody can be asked, if what it takes to ask is gone from this machine; or ""."""
        path = self._folder / ACCESS_FILE
        try:
            access = Access.read(self._folder)
        except (OSError, ValueError, TypeError):
            return f"{path}, which holds the suite's own credentials, was deleted or changed"
        gone = [p for p in (access.ca, access.certificate, access.key) if not Path(p).exists()]
        return f"{gone[0]}, one of the suite's own credentials, was deleted" if gone else ""

    def _ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, str | int],
        body: Object | None = None,
        content: str = JSON,
        accept: str = JSON,
    ) -> bytes:
        """As any, but a server that does not know the suite any more was made so: it is no answer.

        That is what an edit of --client-ca-file or --authorization-mode leads to.
        """
        try:
            return super()._ask(method, path, query, body, content, accept)
        except RefusedError as error:
            reading_forbidden = method == "GET" and error.status == HTTPStatus.FORBIDDEN
            if error.status == HTTPStatus.UNAUTHORIZED or reading_forbidden:
                raise UnansweredError(f"it refuses the suite: {error}") from error
            raise

    def _connect(self) -> Transport:
        try:
            access = Access.read(self._folder)
        except (OSError, ValueError, TypeError) as error:
            raise UnansweredError(f"the credentials for {self.context} are lost") from error
        return CertificateTransport(access)
