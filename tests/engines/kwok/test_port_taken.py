"""A real cluster of which another program takes a port once kwokctl has returned."""

import socket
from pathlib import Path

import pytest

from clusterdojo.engines.kwok import config
from clusterdojo.engines.kwok import engine as kwok
from clusterdojo.engines.kwok.engine import KwokEngine
from clusterdojo.engines.ports import PortTakenError, free_ports
from clusterdojo.lab.model import ClusterSpec, NodeSpec
from clusterdojo.progress import Silent

pytestmark = pytest.mark.slow


def test_a_port_that_is_taken_late_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The controller manager is let go last: until then its port is free to others."""
    chosen: list[config.Ports] = []

    def remembered(count: int) -> list[int]:
        found = free_ports(count)
        chosen.append(config.Ports(*found))
        return found

    monkeypatch.setattr(kwok, "free_ports", remembered)
    spec = ClusterSpec(nodes=[NodeSpec(name="node01")])
    engine, folder = KwokEngine(), tmp_path / "cluster1"
    engine.prepare(Silent())
    try:
        engine.create(spec, folder, Silent())
        with (
            socket.create_server(("127.0.0.1", chosen[-1].controller_manager)),
            pytest.raises(PortTakenError),
        ):
            engine.await_ready(spec, folder, Silent())
    finally:
        engine.delete(folder)
