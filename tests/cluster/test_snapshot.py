"""One moment of a cluster, whatever happens meanwhile."""

import json
import socket
from pathlib import Path

import pytest

from clusterdojo.cluster.client import Api, RefusedError, UnansweredError
from clusterdojo.cluster.inventory import record
from clusterdojo.cluster.snapshot import MOVING_KINDS, PATHS, LiveSnapshot, RecordedSnapshot
from tests.api_server import ApiServer, write_kubeconfig
from tests.objects import node, pod


def test_every_kind_is_read_at_the_revision_of_the_first(api: Api, api_server: ApiServer) -> None:
    """A pod that was deleted between two reads can't be half there."""
    snapshot = LiveSnapshot(api)
    snapshot.objects("pods")
    snapshot.objects("nodes")
    snapshot.objects("deployments")
    first, *others = [query for _, _, query in api_server.asked]
    assert first == {}
    assert others == [{"resourceVersion": "101", "resourceVersionMatch": "Exact"}] * 2


def test_kinds_loaded_together_share_the_revision_too(api: Api, api_server: ApiServer) -> None:
    """Reading in parallel does not read several moments."""
    LiveSnapshot(api).load(MOVING_KINDS)
    first, *others = [query for _, _, query in api_server.asked]
    assert first == {}
    assert {query["resourceVersion"] for query in others} == {"101"}
    assert len(others) == len(MOVING_KINDS) - 1


def test_a_kind_is_read_once(api: Api, api_server: ApiServer) -> None:
    """All criteria of a check see the same objects."""
    snapshot = LiveSnapshot(api)
    snapshot.objects("pods")
    api_server.hold("pods", pod())
    assert snapshot.objects("pods") == []
    assert len(api_server.asked) == 1


def test_a_compacted_revision_falls_back_to_now(api: Api, api_server: ApiServer) -> None:
    """A check that waited long still gets its objects."""
    api_server.compacted = True
    api_server.hold("nodes", node())
    snapshot = LiveSnapshot(api)
    snapshot.objects("pods")
    assert [n["metadata"]["name"] for n in snapshot.objects("nodes")] == ["node01"]
    assert api_server.asked[-1] == ("GET", PATHS["nodes"], {})


def test_objects_say_what_they_are(api: Api, api_server: ApiServer) -> None:
    """The API leaves kind and version out of a list's items; a grader may still read them."""
    bare = pod()
    del bare["kind"], bare["apiVersion"]
    api_server.hold("pods", bare)
    [read] = LiveSnapshot(api).objects("pods")
    assert (read["kind"], read["apiVersion"]) == ("Pod", "v1")


def test_a_kind_that_the_cluster_does_not_know_has_no_objects(
    api: Api, api_server: ApiServer
) -> None:
    """A cluster without that API group is read like one without such objects."""
    del api_server.objects[PATHS["ingresses"]]
    assert LiveSnapshot(api).objects("ingresses") == []


def test_any_list_path_can_be_read(api: Api, api_server: ApiServer) -> None:
    """Graders reach custom resources, and unknown ones are none."""
    path = "/apis/example.com/v1/widgets"
    snapshot = LiveSnapshot(api)
    api_server.objects[path] = [{"metadata": {"name": "w"}}]
    assert [w["metadata"]["name"] for w in snapshot.list_at(path)] == ["w"]
    assert snapshot.list_at("/apis/example.com/v1/gadgets") == []


@pytest.mark.parametrize("status", [403, 500])
def test_a_refusal_is_not_an_empty_list(api: Api, api_server: ApiServer, status: int) -> None:
    """A kind has no objects only where the API server said so."""
    api_server.statuses[PATHS["pods"]] = status
    with pytest.raises(RefusedError):
        LiveSnapshot(api).objects("pods")


def test_silence_in_the_middle_is_not_an_empty_list(tmp_path: Path, api_server: ApiServer) -> None:
    """An API server that ends during a check gives no findings."""
    config = write_kubeconfig(tmp_path / "config", {"cluster1": api_server.url})
    api = Api(config, "cluster1")
    snapshot = LiveSnapshot(api)
    snapshot.objects("pods")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    write_kubeconfig(config, {"cluster1": f"http://127.0.0.1:{port}"})
    api._transport = None
    with pytest.raises(UnansweredError):
        snapshot.load(("nodes", "deployments"))


def test_a_recording_reads_like_the_live_cluster(api: Api, api_server: ApiServer) -> None:
    """`before` answers what `cluster` answers, after a trip through a JSON file."""
    api_server.hold("pods", pod())
    api_server.hold("nodes", node())
    recorded = RecordedSnapshot(json.loads(json.dumps(record(api).kinds)))
    live = LiveSnapshot(api)
    assert {kind: recorded.objects(kind) for kind in PATHS} == {
        kind: live.objects(kind) for kind in PATHS
    }
    assert recorded.objects("pods") == [pod()]
