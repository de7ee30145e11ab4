"""Free ports on the loopback address."""

import socket

import pytest

from clusterdojo.engines import ports
from clusterdojo.engines.ports import RANGE, free_ports


def test_ports_are_different_and_in_range() -> None:
    """Six processes of a cluster get six ports that no outgoing connection can hold."""
    found = free_ports(200)
    assert len(set(found)) == 200
    assert set(found) <= set(RANGE)


def test_ports_can_be_listened_on() -> None:
    """Nothing of the search keeps them busy."""
    for port in free_ports(20):
        with socket.create_server(("127.0.0.1", port)) as listener:
            assert listener.getsockname()[1] == port


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 - others do listen there
def test_a_taken_port_is_not_given(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Another program's port is left alone, wherever it listens."""
    first = free_ports(1)[0]
    monkeypatch.setattr(ports, "RANGE", range(first, first + 1))
    assert free_ports(1) == [first]
    with socket.create_server((address, first)):
        assert free_ports(1) == []
