"""What clusters take stands once, in their engine; the pages that tell it are held to that."""

from pathlib import Path

import pytest

from clusterdojo.engines.host import SPARE_MIB
from clusterdojo.engines.kind.engine import KindEngine
from clusterdojo.engines.kwok.engine import KwokEngine
from clusterdojo.lab.model import ClusterSpec, NodeSpec

DOCS = Path(__file__).parents[2] / "docs"
ALONE = ClusterSpec(nodes=[NodeSpec(name="controlplane", role="control-plane")])
WORKER = ClusterSpec(nodes=[*ALONE.nodes, NodeSpec(name="node01")])


@pytest.mark.parametrize("page", ["learners.md", "exam.md"])
def test_the_pages_say_what_the_engines_say(page: str) -> None:
    """Learners plan their machine by it."""
    kwok, kind = KwokEngine(), KindEngine()
    worker = kind.memory_mib(WORKER) - kind.memory_mib(ALONE)
    text = " ".join((DOCS / page).read_text(encoding="utf-8").split())
    for mib in (kwok.memory_mib(ALONE), kind.memory_mib(ALONE), worker):
        assert f"{mib} MiB" in text


def test_the_page_on_hosts_says_what_the_doctor_wants() -> None:
    """Room for the cluster that labs have by default, and for its learner."""
    needed = (KindEngine().memory_mib(ClusterSpec()) + SPARE_MIB) * 2**20
    text = (DOCS / "host.md").read_text(encoding="utf-8")
    assert f"| {needed / 1e9:.1f} GB for a control plane and two workers |" in text


def test_simulated_nodes_take_nothing() -> None:
    """However many there are."""
    assert KwokEngine().memory_mib(WORKER) == KwokEngine().memory_mib(ALONE)


def test_etcds_own_host_is_a_machine() -> None:
    """It runs a service of its own, as a worker does."""
    outside = ClusterSpec.model_validate({**ALONE.model_dump(), "etcd": {"host": "etcd-server"}})
    assert KindEngine().memory_mib(outside) == KindEngine().memory_mib(WORKER)
