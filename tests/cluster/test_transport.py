"""The way to an API server that the suite made."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from clusterdojo.cluster.transport import JSON, Access, CertificateTransport
from tests.api_server import ApiServer, serving
from tests.certificates import Certificate, certificate

NODES = "/api/v1/nodes"


@pytest.fixture
def made(tmp_path: Path) -> Certificate:
    """The certificate of the server, which signs itself, and of its client."""
    return certificate(tmp_path)


@pytest.fixture
def server(made: Certificate) -> Iterator[ApiServer]:
    """An API server behind TLS."""
    with serving(made) as api:
        yield api


def _access(server: ApiServer, made: Certificate, authority: Path) -> Access:
    return Access(server.url, str(authority), str(made.certificate), str(made.key))


def test_certificates_are_read_once(server: ApiServer, made: Certificate) -> None:
    """Reading them takes longer than a short request, and each thread has a connection."""
    transport = CertificateTransport(_access(server, made, made.certificate))
    made.certificate.unlink()
    made.key.unlink()
    assert transport.send("GET", NODES, {}, JSON, None)[0] == 200


def test_a_server_of_another_authority_is_not_asked(
    server: ApiServer, made: Certificate, tmp_path: Path
) -> None:
    """Whoever took the port of the API server does not see a question."""
    (tmp_path / "other").mkdir()
    other = certificate(tmp_path / "other")
    transport = CertificateTransport(_access(server, made, other.certificate))
    with pytest.raises(urllib3.exceptions.SSLError, match="certificate verify failed"):
        transport.send("GET", NODES, {}, JSON, None)
    assert server.asked == []
