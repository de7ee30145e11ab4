"""The start state, read back from its file; and what does not answer."""

import json
from pathlib import Path

import pytest

from clusterdojo.attempt.setup_state import write_recording
from clusterdojo.cluster.client import Api
from clusterdojo.cluster.inventory import Recording
from clusterdojo.errors import ContainerEngineError, UsageError
from clusterdojo.grading.context import Context, UngradableError, read_recording
from clusterdojo.node.known import Known
from tests.api_server import write_kubeconfig
from tests.objects import node


def test_what_was_recorded_is_read_back(tmp_path: Path) -> None:
    """`--before FILE` gives what `dojo record` saw."""
    path = tmp_path / "before.json"
    write_recording(
        path,
        "demo",
        7,
        {"namespace": "shop"},
        {"cluster1": Recording({"/api/v1/pods": []}, {"/api/v1/pods": "abc"})},
    )
    assert read_recording(path, "demo") == {
        "lab": "demo",
        "seed": 7,
        "values": {"namespace": "shop"},
        "clusters": {"cluster1": {"/api/v1/pods": []}},
        "digests": {"cluster1": {"/api/v1/pods": "abc"}},
    }


def test_another_labs_recording_is_refused(tmp_path: Path) -> None:
    """The message names both labs."""
    path = tmp_path / "before.json"
    write_recording(path, "other", 7, {}, {})
    with pytest.raises(UsageError, match="start state of other, not of demo"):
        read_recording(path, "demo")


@pytest.mark.parametrize("missing", ["lab", "values", "clusters"])
def test_a_recording_with_a_hole_is_refused(tmp_path: Path, missing: str) -> None:
    """Half a file is told as such, before anything is graded with it."""
    path = tmp_path / "before.json"
    write_recording(path, "demo", 7, {}, {"cluster1": Recording({}, {})})
    content = json.loads(path.read_text())
    del content[missing]
    path.write_text(json.dumps(content))
    with pytest.raises(UsageError, match="can't be read as a start state"):
        read_recording(path, "demo")


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"{",
        b"[]",
        b"\xff",
        b'{"lab": "demo", "seed": 1, "values": [], "clusters": {}}',
        b'{"lab": "demo", "seed": 1, "values": {}, "clusters": []}',
    ],
)
def test_whatever_is_no_recording_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """Missing, empty, binary or of another shape: the answer is the same sentence."""
    path = tmp_path / "before.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        read_recording(path, "demo")
    assert caught.value.what == f"{path} can't be read as a start state."


def test_an_engine_that_is_away_is_no_zero(tmp_path: Path) -> None:
    """Why the API server does not answer can't be known then."""

    def away(_cluster: str) -> str | None:
        raise ContainerEngineError("The container engine does not answer.", "Start Docker.")

    api = Api(write_kubeconfig(tmp_path / "config", {"cluster1": "http://127.0.0.1:9"}), "cluster1")
    context = Context(lab_id="demo", apis={"cluster1": api}, values={}, fault=away)
    with pytest.raises(UngradableError, match="container engine does not answer"):
        context.snapshot("cluster1")


def test_a_lab_that_reads_nodes_opens_them_ahead() -> None:
    """The way into a machine takes longer than all else, so it is begun with the waiting."""
    asked: list[str] = []

    class Access:
        def command(self, node: str, *, terminal: bool = False) -> list[str]:
            assert not terminal
            asked.append(node)
            return ["false"]

        def fault(self, node: str) -> str | None:
            return f"{node} is stopped"

        def bring_shell(self, node: str) -> None:
            assert node

        def programs(self) -> dict[str, Known]:
            return {}

        def noted(self, node: str) -> dict[str, str]:
            """Nobody did."""
            assert node
            return {}

        def hosts(self) -> list[str]:
            return ["etcd-server"]

    before = {"cluster1": {"nodes": [node("node01"), node("node02")]}}
    apis = {"cluster1": Api(Path("none"), "cluster1")}
    context = Context("demo", apis, {}, before, nodes=lambda _cluster: Access())
    context.read_nodes()
    assert asked == ["node01", "node02", "etcd-server"]
    context.close()


def test_plain_clusters_have_no_nodes_to_open() -> None:
    """Reading them fails where a criterion does, not before."""
    context = Context("demo", {"cluster1": Api(Path("none"), "cluster1")}, {})
    context.read_nodes()
    assert context.reads_nodes
    context.close()
