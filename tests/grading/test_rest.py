"""What still moves on real nodes: told by the age of things, so that nothing moves for ever."""

import datetime
import json
import time
from typing import Any

import pytest

from clusterdojo.cluster.client import Object
from clusterdojo.cluster.listing import Listing
from clusterdojo.cluster.snapshot import PATHS, LiveSnapshot, RecordedSnapshot
from clusterdojo.grading import rest
from clusterdojo.grading.outcomes import NodeDownError
from clusterdojo.grading.rest import ServiceStarts, api_may_answer_soon, moving_node
from clusterdojo.node.reader import NodeReader
from clusterdojo.node.state import FileState, Manifest, Process
from clusterdojo.node.units import Unit
from tests.objects import node, pod, ready

NOW = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
READER = NodeReader([])  # never asked: what it would say is put in the place of node_state
FOLDER = "/etc/kubernetes/manifests"
LABEL = {"node-role.kubernetes.io/control-plane": ""}


class Inside:
    """What is inside of node01."""

    def __init__(self) -> None:
        self.kubelet: Unit | None = self.unit()
        self.processes = [Process(7, ("/usr/bin/kubelet",), 1000.0)]
        self.manifests: list[Manifest] = []
        self.folder_changed = NOW - datetime.timedelta(hours=1)
        self.version = ""

    @staticmethod
    def unit(state: str = "active (running)", restarts: int = 0) -> Unit:
        """The kubelet's service."""
        running = state.startswith("active ")
        return Unit(True, running, True, state, "enabled", 7 if running else 0, restarts, None)  # noqa: FBT003 - as systemd lists them

    def age(self, seconds: float, program: str = "kubelet") -> None:
        """Let the program have been started so long ago."""
        self.processes = [p for p in self.processes if p.name != program]
        self.processes.append(Process(7, (f"/usr/bin/{program}",), seconds))

    def manifest(self, seconds: float, name: str = "web") -> None:
        """Let a manifest have been changed so long ago."""
        text = f"kind: Pod\nmetadata: {{name: {name}, namespace: shop}}\n"
        changed = NOW - datetime.timedelta(seconds=seconds)
        self.manifests = [Manifest(f"{FOLDER}/{name}.yaml", text, changed)]


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> Inside:
    """A node at rest, for the test to change."""
    made = Inside()

    def state(_reader: NodeReader, _path: str) -> FileState:
        return FileState("directory", "755", "root", "root", 0, NOW, made.folder_changed)

    monkeypatch.setattr(rest, "unit", lambda _reader, _name: made.kubelet)
    monkeypatch.setattr(rest, "processes", lambda _reader: made.processes)
    monkeypatch.setattr(rest, "manifests", lambda _reader: made.manifests)
    monkeypatch.setattr(rest, "kubelet_config", lambda _reader: {"staticPodPath": FOLDER})
    monkeypatch.setattr(rest, "file_state", state)
    monkeypatch.setattr(rest, "now", lambda _reader: NOW)
    monkeypatch.setattr(rest, "version_of", lambda _reader, pid: made.version if pid == 7 else "")
    return made


def mirror(seconds: float, name: str = "web") -> Object:
    """The API's picture of a static pod of node01, made so long ago."""
    created = (NOW - datetime.timedelta(seconds=seconds)).isoformat()
    annotations = {"kubernetes.io/config.mirror": "x", "kubernetes.io/config.source": "file"}
    metadata = {"annotations": annotations, "creationTimestamp": created}
    return pod(f"{name}-node01", metadata=metadata)


def moves(*pods: Object, starts: ServiceStarts | None = None, **status: Any) -> list[str]:
    """What moves on node01, in a cluster with these pods."""
    snapshot = RecordedSnapshot({"nodes": [node(**status)], "pods": list(pods)})
    return list(moving_node(snapshot, "node01", READER, starts or ServiceStarts()))


NOT_READY: dict[str, Any] = {"status": {"conditions": ready(yes=False)}}


def test_a_ready_node_at_rest_is_graded_at_once(inside: Inside) -> None:
    """Nothing was touched for a while."""
    inside.manifest(600)
    assert moves(mirror(500)) == []


# Kubelets


def test_a_kubelet_that_was_just_started_gets_its_time(inside: Inside) -> None:
    """Its node is not ready yet, through no fault of the learner."""
    inside.age(4)
    assert moves(**NOT_READY) == ["the kubelet of node01 has just started"]


def test_a_kubelet_that_has_had_its_time_is_at_rest(inside: Inside) -> None:
    """It runs, and its node is not ready: that is how it is."""
    inside.age(60)
    assert moves(**NOT_READY) == []


def test_a_stopped_kubelet_is_at_rest(inside: Inside) -> None:
    """It won't start by itself."""
    inside.kubelet, inside.processes = Inside.unit("inactive (dead)"), []
    assert moves(**NOT_READY) == []


def test_a_kubelet_that_fails_again_and_again_is_at_rest(inside: Inside) -> None:
    """It is always just starting; that systemd counts on shows it."""
    starts = ServiceStarts()
    inside.age(0.3)
    inside.kubelet = Inside.unit("activating (auto-restart)", restarts=41)
    assert moves(starts=starts, **NOT_READY)
    inside.kubelet = Inside.unit(restarts=42)
    assert moves(starts=starts, **NOT_READY) == []


def test_a_repaired_kubelet_that_systemd_restarts_gets_its_time(inside: Inside) -> None:
    """It failed forty times before; this time it stays."""
    starts = ServiceStarts()
    inside.kubelet = Inside.unit(restarts=41)
    for seconds in (0.5, 3, 9):
        inside.age(seconds)
        assert moves(starts=starts, **NOT_READY)


def test_a_machine_without_systemd_is_at_rest(inside: Inside) -> None:
    """Nobody knows, so nobody waits."""
    inside.kubelet = None
    assert moves(**NOT_READY) == []


def test_a_new_kubelet_gets_its_time_to_report_its_version(inside: Inside) -> None:
    """The node stays ready while its kubelet is replaced; what it reported was the old one."""
    inside.version = "1.35.4"
    inside.age(2)
    old: dict[str, Any] = {
        "status": {"conditions": ready(), "nodeInfo": {"kubeletVersion": "v1.34.4"}}
    }
    assert moves(**old) == ["the kubelet of node01 has not reported its version yet"]
    new: dict[str, Any] = {
        "status": {"conditions": ready(), "nodeInfo": {"kubeletVersion": "v1.35.4"}}
    }
    assert moves(**new) == []
    inside.age(60)
    assert moves(**old) == []


# Static pods


def test_a_new_manifest_moves_until_its_pod_is_shown(inside: Inside) -> None:
    """The kubelet needs a moment."""
    inside.manifest(5)
    assert moves() == [f"{FOLDER}/web.yaml on node01 has just changed"]
    assert moves(mirror(3)) == []


def test_a_changed_manifest_moves_until_its_new_pod_is_shown(inside: Inside) -> None:
    """The picture of the old one must not be graded."""
    inside.manifest(5)
    assert moves(mirror(600)) == [f"{FOLDER}/web.yaml on node01 has just changed"]


def test_a_manifest_that_never_becomes_a_pod_is_at_rest(inside: Inside) -> None:
    """Its namespace does not exist, say."""
    inside.manifest(120)
    assert moves() == []


def test_a_manifest_that_is_no_pod_is_at_rest(inside: Inside) -> None:
    """The kubelet won't make anything of it."""
    inside.manifests = [Manifest(f"{FOLDER}/web.yaml", "kind: Pods", NOW)]
    assert moves() == []


def test_a_removed_manifest_moves_until_its_pod_is_gone(inside: Inside) -> None:
    """The folder tells when; a picture that stays long after is a state of its own."""
    inside.folder_changed = NOW - datetime.timedelta(seconds=4)
    assert moves(mirror(600)) == ["a static pod of node01 has just been removed"]
    assert moves() == []
    inside.folder_changed = NOW - datetime.timedelta(minutes=4)
    assert moves(mirror(600)) == []


# The API server


def comes_back() -> bool:
    """Whether the API server of node01 may answer soon."""
    return api_may_answer_soon("node01", READER, ServiceStarts())


def test_an_api_server_that_starts_is_waited_for(inside: Inside) -> None:
    """The manifest was just put back, the process has just begun, or the kubelet has."""
    assert not comes_back()
    inside.manifest(3, "kube-apiserver")
    assert comes_back()
    inside.manifest(300, "kube-apiserver")
    assert not comes_back()
    inside.age(2, "kube-apiserver")
    assert comes_back()
    inside.age(200, "kube-apiserver")
    assert not comes_back()
    inside.age(2)
    assert comes_back()


def test_an_api_server_whose_kubelet_is_down_stays_down(inside: Inside) -> None:
    """Nobody reads the manifest that was put back."""
    inside.manifest(3, "kube-apiserver")
    inside.kubelet = Inside.unit("inactive (dead)")
    assert not comes_back()


# An etcd outside of the cluster


def etcd_moves(starts: ServiceStarts | None = None, *, answers: bool = False) -> bool:
    """Whether the etcd on its own machine has just been started."""
    found = LiveSnapshot.__new__(LiveSnapshot) if answers else None
    return rest._etcd_moves(found, [("etcd-server", READER)], starts or ServiceStarts())


def test_an_etcd_that_was_just_started_gets_its_time(inside: Inside) -> None:
    """The API server finds it again in a while, and every kubelet its lease a little later."""
    inside.age(30)
    assert etcd_moves()
    assert not etcd_moves(answers=True)
    inside.age(5)
    assert etcd_moves(answers=True)
    inside.age(60)
    assert not etcd_moves()


def test_an_etcd_in_a_static_pod_gets_its_time_too(inside: Inside) -> None:
    """Until the kubelets have reported, a restored API tells what the snapshot knew."""
    inside.processes.append(Process(8, ("/usr/bin/etcd",), 5.0))
    assert moves() == []  # a worker runs none of its own
    control_plane = node(metadata={"labels": LABEL})
    snapshot = RecordedSnapshot({"nodes": [control_plane], "pods": []})
    name = control_plane["metadata"]["name"]
    found = list(moving_node(snapshot, name, READER, ServiceStarts()))
    assert found == [f"the store or the API server on {name} has just started"]
    inside.age(60, "etcd")
    assert not list(moving_node(snapshot, name, READER, ServiceStarts()))


def live(**kinds: list[Object]) -> LiveSnapshot:
    """A snapshot that has read these objects."""
    found = LiveSnapshot.__new__(LiveSnapshot)
    found._lists = {
        PATHS[kind]: Listing(json.dumps({"items": objects}).encode())
        for kind, objects in kinds.items()
    }
    return found


def reports_come(*, lost: bool) -> bool:
    """Whether a report of node01 is waited for."""
    found = live(nodes=[node(status={"conditions": ready(yes=not lost)})], pods=[])
    return rest._reports_come(found, [("node01", READER)], [])


def test_kubelets_that_were_without_the_api_get_their_time(inside: Inside) -> None:
    """They try again less and less often; where the API was there all the time, a node is lost."""
    assert not reports_come(lost=True)
    inside.processes.append(Process(8, ("/usr/bin/kube-apiserver",), 40.0))
    assert reports_come(lost=True)
    assert not reports_come(lost=False)
    inside.kubelet = Inside.unit("inactive (dead)")
    assert not reports_come(lost=True)
    inside.kubelet = Inside.unit()
    inside.age(70, "kube-apiserver")
    assert not reports_come(lost=True)


def test_an_etcd_that_fails_again_and_again_is_at_rest(inside: Inside) -> None:
    """It may not open its directory, say: systemd tries it for ever."""
    starts = ServiceStarts()
    inside.kubelet = Inside.unit("activating (auto-restart)", restarts=3)
    assert etcd_moves(starts)
    inside.kubelet = Inside.unit("activating (start)", restarts=4)
    assert not etcd_moves(starts)


def test_a_stopped_etcd_is_at_rest(inside: Inside) -> None:
    """Nobody will start it but the learner."""
    inside.kubelet, inside.processes = Inside.unit("inactive (dead)"), []
    assert not etcd_moves()


# Waiting


class Looks:
    """A cluster that answers after so many looks."""

    def __init__(self, silent: int) -> None:
        self._silent = silent
        self.looks = 0

    def __call__(self) -> LiveSnapshot | None:
        """The state, or None."""
        self.looks += 1
        if self.looks < self._silent:
            return None
        pods = [mirror(1, "kube-apiserver")]
        return live(nodes=[node(metadata={"labels": LABEL})], pods=pods)


def waited(looks: Looks, seconds: float = 30, *, down: bool = False) -> LiveSnapshot | None:
    """What the check grades in the end."""

    def reader(name: str) -> NodeReader:
        if down:
            msg = f"{name} is stopped"
            raise NodeDownError(msg)
        return READER

    before = [node(metadata={"labels": LABEL})]
    return rest.rested_with_nodes(looks(), looks, reader, before, time.monotonic() + seconds)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest, "POLL_SECONDS", 0.01)


def test_a_cluster_that_comes_back_is_graded(inside: Inside) -> None:
    """Whoever repaired the API server a moment ago is not told that it does not answer."""
    inside.manifest(3, "kube-apiserver")
    inside.age(10)
    looks = Looks(silent=4)
    assert waited(looks) is not None
    assert looks.looks >= 4


def test_a_cluster_that_stays_down_is_not_waited_for(inside: Inside) -> None:
    """Nothing happened for a while, so nothing will."""
    assert inside.kubelet is not None
    looks = Looks(silent=100)
    assert waited(looks) is None
    assert looks.looks == 1


def test_waiting_ends_at_the_deadline(inside: Inside) -> None:
    """Whatever still moves then, the check comes to an end."""
    inside.manifest(3, "kube-apiserver")
    assert waited(Looks(silent=10_000), 0.1) is None


def test_a_node_that_is_stopped_is_nothing_to_wait_for(inside: Inside) -> None:
    """It can't be read, and does not move."""
    inside.manifest(3, "kube-apiserver")
    assert waited(Looks(silent=10_000), down=True) is None
