"""How requests reach an API server, and the way to one that the suite made."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import urlencode

import urllib3
from urllib3.util.ssl_ import create_urllib3_context

from clusterdojo.files import write_atomically

# A machine out of breath answers late; where nobody listens, the answer comes at once.
CONNECT_SECONDS = 10.0
READ_SECONDS = 10.0
CONNECTIONS = 4
"""How many to one server at once: each costs more than it saves where requests are short."""
ACCESS_FILE = "access.json"
JSON = "application/json"
OWN_KUBECONFIG = "own.kubeconfig"
"""The suite's own way in for the programs that it runs, such as kubectl; beside access.json."""


class Transport(Protocol):
    """One way to one API server."""

    def send(
        self, method: str, path: str, query: Mapping[str, str | int], content: str, body: object,
        accept: str = JSON,
    ) -> tuple[int, bytes]:  # fmt: skip
        """Send one request with a JSON body, or None, of the type `content`.

        `accept` names the type that the answer should have.

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
        """Read the certificates.

        Raises:
            OSError: They can't be read, or are none.
        """
        self._server = access.server
        # One for all connections: urllib3 would read the certificates again for each.
        context = create_urllib3_context()
        if access.server.startswith("https:"):
            context.load_verify_locations(access.ca)
            context.load_cert_chain(access.certificate, access.key)
        self._pool = urllib3.PoolManager(
            maxsize=CONNECTIONS,
            retries=False,
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
            ssl_context=context,
        )

    def send(
        self, method: str, path: str, query: Mapping[str, str | int], content: str, body: object,
        accept: str = JSON,
    ) -> tuple[int, bytes]:  # fmt: skip
        """Send one request. See Transport."""
        response = self._pool.request(
            method,
            f"{self._server}{path}{'?' if query else ''}{urlencode(query)}",
            headers={"Accept": accept, "Content-Type": content},
            body=None if body is None else json.dumps(body),
        )
        return response.status, response.data
