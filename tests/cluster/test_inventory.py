"""Everything that a cluster keeps."""

import pytest

from clusterdojo.cluster.client import Api, RefusedError, UnansweredError
from clusterdojo.cluster.inventory import everything, record
from clusterdojo.cluster.snapshot import PATHS, LiveSnapshot, RecordedSnapshot
from tests.api_server import ApiServer
from tests.cluster.test_discovery import group, kind, serve
from tests.objects import node, pod

MENUS = "/apis/kitchen.example.com/v1/menus"


def test_each_kind_is_read_once_at_one_revision(api: Api, api_server: ApiServer) -> None:
    """Those that the server keeps, and those that graders read."""
    serve(api_server, group("", v1=[kind("pods"), kind("limitranges")]),
          group("kitchen.example.com", v1=[kind("menus")]))  # fmt: skip
    api_server.objects |= {MENUS: [{"metadata": {"name": "lunch"}}], "/api/v1/limitranges": []}
    found = everything(LiveSnapshot(api), api)
    assert found.lists.keys() == {*PATHS.values(), MENUS, "/api/v1/limitranges"}
    lists = [(path, query) for _, path, query in api_server.asked if path.count("/") > 2]
    assert len(lists) == len(found.lists)
    _, *others = [query for _, query in lists]
    assert {query["resourceVersion"] for query in others} == {found.lists[lists[0][0]].revision}


def test_a_kind_is_read_in_the_version_of_the_recording(api: Api, api_server: ApiServer) -> None:
    """The versions of one object can't be compared."""
    serve(api_server, group(""), group("x.io", v2=[kind("things")], v1=[kind("things")]))
    v1, v2, gone = (f"/apis/x.io/{version}/things" for version in ("v1", "v2", "v0"))
    api_server.objects |= {v1: [], v2: []}
    assert v2 in everything(LiveSnapshot(api), api).lists
    assert v1 in everything(LiveSnapshot(api), api, [v1]).lists
    assert v2 in everything(LiveSnapshot(api), api, [gone]).lists


def test_a_kind_that_is_refused_is_told(api: Api, api_server: ApiServer) -> None:
    """Unless graders need it."""
    serve(api_server, group("", v1=[kind("limitranges")]))
    api_server.statuses["/api/v1/limitranges"] = 403
    found = everything(LiveSnapshot(api), api)
    assert found.refused.keys() == {"/api/v1/limitranges"}
    assert "/api/v1/limitranges" not in found.recording().kinds
    api_server.statuses[PATHS["secrets"]] = 403
    with pytest.raises(RefusedError):
        everything(LiveSnapshot(api), api)


def test_a_user_who_may_not_discover_reads_what_graders_need(
    api: Api, api_server: ApiServer
) -> None:
    """Discovery is open to all users by default; somebody may have closed it."""
    api_server.statuses |= {"/api": 403, "/apis": 403}
    assert set(everything(LiveSnapshot(api), api).lists) == set(PATHS.values())


def test_silence_is_not_an_empty_cluster(api: Api, api_server: ApiServer) -> None:
    """Nothing is compared with nothing."""
    api_server.over.set()
    api._transport = None
    api.kubeconfig.write_text(
        api.kubeconfig.read_text().replace(api_server.url, "http://127.0.0.1:1")
    )
    with pytest.raises(UnansweredError):
        everything(LiveSnapshot(api), api)


def test_a_recording_has_the_objects_and_their_digests(api: Api, api_server: ApiServer) -> None:
    """The digest tells later whether anything was changed, without reading the objects."""
    serve(api_server, group(""))
    api_server.hold("pods", pod())
    api_server.hold("nodes", node())
    recording = record(api)
    assert recording.kinds[PATHS["pods"]] == [pod()]
    assert recording.digests.keys() == recording.kinds.keys()
    found = RecordedSnapshot(recording.kinds, recording.digests)
    assert found.is_whole
    assert found.objects("nodes") == [node()]


def test_a_recording_of_an_earlier_version_is_read() -> None:
    """It had some kinds, by their plurals."""
    found = RecordedSnapshot({"nodes": [node()]})
    assert not found.is_whole
    assert found.objects("nodes") == [node()]
    assert found.kinds == {"/api/v1/nodes": [node()]}
    with pytest.raises(LookupError):
        found.objects("pods")


def test_a_kind_that_was_not_served_had_no_objects() -> None:
    """A recording by paths has everything that there was."""
    assert RecordedSnapshot({"/api/v1/nodes": []}).objects("ingresses") == []
