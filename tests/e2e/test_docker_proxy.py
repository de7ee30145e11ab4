"""The proxy that other tests close passes on all that docker says, both ways."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.docker_proxy import DockerProxy


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[DockerProxy]:
    """A proxy before a server that answers in capitals once its client has said all."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "server"))
        server.listen()

        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    client, _ = server.accept()
                    with client, client.makefile("rb") as said:
                        client.sendall(b"hello " + said.read().upper())

        threading.Thread(target=serve, daemon=True).start()
        proxy = DockerProxy(tmp_path / "proxy", f"unix://{tmp_path}/server")
        yield proxy
        proxy.close()


def connect(proxy: DockerProxy) -> socket.socket:
    """A client of the proxy."""
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(5)
    try:
        client.connect(proxy.address.removeprefix("unix://"))
    except OSError:
        client.close()
        raise
    return client


def test_both_ways_and_the_end_of_each(proxy: DockerProxy) -> None:
    """A client that has said all still gets its answer, as `docker exec -i` does."""
    with connect(proxy) as client:
        client.sendall(b"dear server" * 10000)
        client.shutdown(socket.SHUT_WR)
        with client.makefile("rb") as answer:
            assert answer.read() == b"hello " + b"DEAR SERVER" * 10000


def test_closing_it_ends_every_connection(proxy: DockerProxy) -> None:
    """Connections under way end, and new ones are refused."""
    with connect(proxy) as client:
        client.sendall(b"dear server")
        proxy.close()
        with contextlib.suppress(ConnectionError):
            assert client.recv(100) in (b"", b"hello ")
    with pytest.raises(OSError, match=r"No such file|refused"):
        connect(proxy)
