"""How requests reach an API server: with a cluster's own certificates, or by any kubeconfig."""

import contextlib
import io
import json
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlencode

import urllib3

from clusterdojo.errors import UsageError
from clusterdojo.files import write_atomically

# A machine out of breath answers late; where nobody listens, the answer comes at once.
CONNECT_SECONDS = 10.0
READ_SECONDS = 10.0
ACCESS_FILE = "access.json"
# Standard output belongs to the whole process: one thread at a time may redirect it.
_QUIET = threading.Lock()


class Transport(Protocol):
    """One way to one API server."""

    def send(
        self, method: str, path: str, query: Mapping[str, str | int], content: str, body: object
    ) -> tuple[int, bytes]:
        """Send one request with a JSON body, or None, of the type `content`.

        Returns:
            The answer's HTTP status and body.

        Raises:
            urllib3.exceptions.HTTPError: No answer in time.
            OSError: No connection.
        """


class Access(NamedTuple):
    """The way into a cluster that the suite made; kept beside the cluster as access.json."""

    server: str
    ca: str
    certificate: str
    key: str

    @classmethod
    def read(cls, folder: Path) -> "Access":
        """The way into the cluster in `folder`."""
        return cls(**json.loads((folder / ACCESS_FILE).read_text(encoding="utf-8")))

    def write(self, folder: Path) -> None:
        """Keep it beside the cluster in `folder`."""
        write_atomically(folder / ACCESS_FILE, json.dumps(self._asdict()))


class CertificateTransport:
    """urllib3 alone: the kubernetes package takes a third of a second to load."""

    def __init__(self, access: Access) -> None:
        self._server = access.server
        self._pool = urllib3.PoolManager(
            maxsize=8,
            retries=False,
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
            ca_certs=access.ca,
            cert_file=access.certificate,
            key_file=access.key,
        )

    def send(
        self, method: str, path: str, query: Mapping[str, str | int], content: str, body: object
    ) -> tuple[int, bytes]:
        """Send one request. See Transport."""
        response = self._pool.request(
            method,
            f"{self._server}{path}{'?' if query else ''}{urlencode(query)}",
            headers={"Accept": "application/json", "Content-Type": content},
            body=None if body is None else json.dumps(body),
        )
        return response.status, response.data


class ClientTransport:
    """The kubernetes package, which knows every kind of kubeconfig."""

    def __init__(self, kubeconfig: Path, context: str) -> None:
        from kubernetes import client, config

        settings = client.Configuration()
        try:
            with _quiet():
                config.load_kube_config(  # type: ignore[no-untyped-call] # its stubs lack it
                    config_file=str(kubeconfig), context=context, client_configuration=settings
                )
        except config.ConfigException as error:
            raise UsageError(
                f"The kubeconfig {kubeconfig} can't be used: {error}.",
                "Check it with `kubectl config view`.",
            ) from error
        settings.retries = False
        settings.connection_pool_maxsize = 8
        self._client: Any = client.ApiClient(settings)

    def send(
        self, method: str, path: str, query: Mapping[str, str | int], content: str, body: object
    ) -> tuple[int, bytes]:
        """Send one request. See Transport."""
        request = self._client.param_serialize(
            method,
            path,
            query_params=list(query.items()),
            header_params={"Accept": "application/json", "Content-Type": content},
            body=body,
            auth_settings=["BearerToken"],
        )
        response = self._client.call_api(*request, _request_timeout=(CONNECT_SECONDS, READ_SECONDS))
        return response.status, response.read()


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the client's remarks on its own configuration off the learner's terminal."""
    silence = io.StringIO()
    with _QUIET, contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence):
        yield
