"""What the engine kind does with the container engine, told by a fake `docker`."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from clusterdojo.engines.kind.containers import KindRecord
from clusterdojo.engines.kind.engine import KindEngine, Wanted
from clusterdojo.errors import ContainerEngineError, EngineError, UsageError
from clusterdojo.lab.model import ClusterSpec, EtcdSpec, NodeSpec
from clusterdojo.progress import Silent
from tests.fakes import fake

# It keeps one file a container, named as the container, with its label and its state.
DOCKER = """\
#!/bin/sh
unknown() {{
    echo "$@" >> {root}/unknown; echo "The fake docker does not know: $*" >&2; exit 97
}}
echo "$@" >> {root}/calls
[ -e {root}/away ] && [ "$1" != exec ] && {{ echo "Cannot connect to the engine" >&2; exit 1; }}
case "$1 $2" in
"version "*) echo 28.0 ;;
"ps --all")
    cd {root}/containers && for one in *; do
        [ -e "$one" ] || continue
        read -r label state key < "$one"
        [ "label=${{key:-io.x-k8s.kind.cluster}}=$label" = "$4" ] || continue
        printf '%s\\t%s\\n' "$one" "$state"
    done; true ;;
"rm --force") [ -e {root}/stuck ] && {{ echo "device is busy" >&2; exit 1; }}
    shift 3; for one; do rm {root}/containers/"$one" || exit 1; done ;;
"network rm") rm {root}/networks/"$3" 2>/dev/null || {{ echo "no such network" >&2; exit 1; }} ;;
"network inspect") echo 1400 ;;
"network ls") ls {root}/networks ;;
"network create") for one; do last=$one; done; touch {root}/networks/"$last" ;;
"run --detach"|"run --name")
    [ -e {root}/full ] && {{ echo "docker: no space left on device." >&2; exit 125; }}
    cluster=$(echo "$@" | sed 's|.*clusterdojo.dev/cluster=\\([^ ]*\\).*|\\1|')
    echo "$cluster running clusterdojo.dev/cluster" > {root}/containers/"$3" ;;
"stop --time") sed -i 's/ [^ ]*/ exited/' {root}/containers/"$4" ;;
"start "*) sed -i 's/ [^ ]*/ running/' {root}/containers/"$2" ;;
"cp --follow-link") [ -e "$3" ] || {{ echo "no such file" >&2; exit 1; }} ;;
"exec -i") case "$*" in
    *openssl*) printf 'ca\\n---\\ncertificate\\n---\\nkey\\n' ;;
    *"enable --now etcd"*) cat > {root}/unit ;;
    *hostname*) ;;
    *) unknown "$@" ;;
    esac ;;
*) unknown "$@" ;;
esac
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The world of a fake container engine.

    A command that it does not know fails the test, even if the code takes the failure for granted.
    """
    root = tmp_path / "engine"
    for folder in ("containers", "networks", "bin"):
        (root / folder).mkdir(parents=True)
    program = root / "bin" / "docker"
    program.write_text(DOCKER.format(root=root))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    yield root
    unknown = root / "unknown"
    assert not unknown.exists(), f"unknown to the fake docker: {unknown.read_text()}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a cluster that is written down."""
    folder = tmp_path / "cluster1"
    folder.mkdir()
    KindRecord.plan(ClusterSpec(), folder, 20_001).write(folder)
    return folder


def _run(root: Path, folder: Path, *nodes: str, state: str = "running") -> list[Path]:
    """Let the cluster's nodes be there, in that state."""
    record = KindRecord.read(folder)
    assert record is not None
    (root / "networks" / record.name).touch()
    files = [root / "containers" / record.containers[node] for node in nodes]
    for file in files:
        file.write_text(f"{record.name} {state}\n")
    return files


def test_delete_removes_what_is_the_clusters_and_nothing_else(root: Path, folder: Path) -> None:
    """Containers by kind's label, their volumes, the network; a foreign cluster stays."""
    _run(root, folder, "controlplane", "node01")
    foreign = root / "containers" / "kind-control-plane"
    foreign.write_text("kind running\n")
    (root / "networks" / "kind").touch()
    KindEngine().delete(folder)
    assert [path.name for path in (root / "containers").iterdir()] == ["kind-control-plane"]
    assert [path.name for path in (root / "networks").iterdir()] == ["kind"]
    assert "rm --force --volumes" in (root / "calls").read_text()
    assert not folder.exists()


def test_delete_twice_is_as_good_as_once(root: Path, folder: Path) -> None:
    """What is gone is gone."""
    _run(root, folder, "node01")
    KindEngine().delete(folder)
    KindEngine().delete(folder)
    assert not folder.exists()


def test_a_silent_container_engine_keeps_the_folder(root: Path, folder: Path) -> None:
    """The folder tells whose the containers are: it goes when they are gone, not before."""
    _run(root, folder, "node01")
    (root / "away").touch()
    with pytest.raises(ContainerEngineError):
        KindEngine().delete(folder)
    assert folder.exists()
    (root / "away").unlink()
    KindEngine().delete(folder)
    assert not folder.exists()
    assert list((root / "containers").iterdir()) == []


def test_a_container_that_stays_is_told(
    root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder stays then, too."""
    monkeypatch.setattr("clusterdojo.engines.kind.nodes.REMOVE_SECONDS", 0.5)
    _run(root, folder, "node01")
    (root / "stuck").touch()
    with pytest.raises(EngineError, match="can't be removed: device is busy"):
        KindEngine().delete(folder)
    assert folder.exists()


def test_a_folder_of_another_engine_asks_no_container_engine(root: Path, tmp_path: Path) -> None:
    """Someone without Docker can stop what the embedded engine made."""
    (root / "away").touch()
    other = tmp_path / "cluster2"
    other.mkdir()
    KindEngine().delete(other)
    assert not other.exists()
    assert not (root / "calls").exists()


def test_a_fault_names_the_node_the_control_plane_first(root: Path, folder: Path) -> None:
    """Stopped and removed are told apart; a node that the suite stopped is no fault."""
    engine = KindEngine()
    files = _run(root, folder, "controlplane", "node01", "node02")
    assert engine.fault(folder) is None
    _run(root, folder, "node02", state="exited")
    assert engine.fault(folder) == "node02 is stopped"
    files[0].unlink()
    assert engine.fault(folder) == "controlplane is gone"
    assert engine.nodes(folder).fault("controlplane") == "controlplane is gone"
    assert engine.nodes(folder).fault("node01") is None
    _run(root, folder, "controlplane", "node02")
    engine.stop_node(folder, "node02")
    assert engine.fault(folder) is None
    assert engine.nodes(folder).fault("node02") == "node02 is stopped"
    engine.start_node(folder, "node02")
    assert engine.nodes(folder).fault("node02") is None
    _run(root, folder, "node02", state="exited")
    assert engine.fault(folder) == "node02 is stopped"


def test_a_silent_container_engine_is_no_fault_of_the_cluster(root: Path, folder: Path) -> None:
    """Nothing can be said about the nodes then."""
    (root / "away").touch()
    with pytest.raises(ContainerEngineError):
        KindEngine().fault(folder)
    with pytest.raises(ContainerEngineError):
        KindEngine().nodes(folder).fault("node01")


def test_a_program_on_a_node_is_a_docker_exec(root: Path, folder: Path) -> None:
    """As root, with standard input attached, in the node's own container."""
    record = KindRecord.read(folder)
    assert record is not None
    command = KindEngine().nodes(folder).command("node01")
    assert command == [str(root / "bin/docker"), "exec", "-i", f"{record.name}-worker"]
    with pytest.raises(LookupError):
        KindEngine().nodes(folder).command("node09")


def test_a_folder_without_a_cluster_has_no_nodes(tmp_path: Path) -> None:
    """An error that says what to do."""
    with pytest.raises(EngineError, match="There is no cluster"):
        KindEngine().nodes(tmp_path)
    assert KindEngine().fault(tmp_path) == "it was never made"


@pytest.fixture
def ready(root: Path, monkeypatch: pytest.MonkeyPatch) -> KindEngine:
    """An engine whose kind, image and host are there already; a test writes `kind`."""
    from clusterdojo.engines.kind.config import Host

    engine = KindEngine()
    engine._host = Host(2, None)
    engine._images = {Wanted("1.35.4", None): "node:fake"}
    engine._programs = {name: root / "bin" / name for name in ("kind", "kubectl")}
    monkeypatch.setattr("clusterdojo.binaries.DEFAULT_KUBERNETES", "1.35.4")
    return engine


def _kind(root: Path, body: str) -> None:
    # KindCluster asks for all clusters first.
    create = f"env > {root}/env\n{body}"
    fake(root / "bin" / "kind", {"get clusters": "", "create cluster": create})


def test_kinds_own_words_are_the_reason(root: Path, ready: KindEngine, tmp_path: Path) -> None:
    """A cluster that can't be made is gone, and the message says why."""
    _kind(root, "echo 'ERROR: failed to create cluster: no node image' >&2; exit 1")
    with pytest.raises(EngineError) as failed:
        ready.create(ClusterSpec(), tmp_path / "cluster1", Silent())
    assert failed.value.what == ("cluster1 did not start: failed to create cluster: no node image.")
    assert not (tmp_path / "cluster1").exists()


def test_a_full_disk_is_told(root: Path, ready: KindEngine, tmp_path: Path) -> None:
    """Whoever met it."""
    _kind(root, "echo 'docker: write /x: no space left on device' >&2; exit 1")
    with pytest.raises(EngineError, match="The disk is full"):
        ready.create(ClusterSpec(), tmp_path / "cluster1", Silent())


def test_a_taken_port_is_tried_again(root: Path, ready: KindEngine, tmp_path: Path) -> None:
    """Three times, each with another port; then the user is told."""
    _kind(root, f"echo x >> {root}/tries; echo 'ERROR: port is already allocated' >&2; exit 1")
    with pytest.raises(EngineError, match="taken by another program, 3 times"):
        ready.create(ClusterSpec(), tmp_path / "cluster1", Silent())
    assert (root / "tries").read_text().count("x") == 3


def test_an_engine_that_goes_away_is_the_reason(
    root: Path, ready: KindEngine, tmp_path: Path
) -> None:
    """Then the containers can't be removed, and the folder stays to tell of them."""
    _kind(root, f"touch {root}/away; echo 'ERROR: anything' >&2; exit 1")
    with pytest.raises(ContainerEngineError):
        ready.create(ClusterSpec(), tmp_path / "cluster1", Silent())
    assert (tmp_path / "cluster1" / "kind.json").exists()


def test_kind_gets_none_of_the_users_settings(
    root: Path, ready: KindEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a kubeconfig nor kind's own variables; the network is the cluster's own."""
    monkeypatch.setenv("KUBECONFIG", "/home/me/.kube/config")
    monkeypatch.setenv("KIND_EXPERIMENTAL_PROVIDER", "podman")
    monkeypatch.setenv("KIND_EXPERIMENTAL_DOCKER_NETWORK", "mine")
    _kind(root, "exit 1")
    with pytest.raises(EngineError):
        ready.create(ClusterSpec(), tmp_path / "cluster1", Silent())
    variables = dict(line.split("=", 1) for line in (root / "env").read_text().splitlines())
    assert "KUBECONFIG" not in variables
    assert "KIND_EXPERIMENTAL_PROVIDER" not in variables
    name = KindRecord.plan(ClusterSpec(), tmp_path / "cluster1", 1).name
    assert variables["KIND_EXPERIMENTAL_DOCKER_NETWORK"] == name


def test_it_is_written_down_before_anything_is_there(
    root: Path, ready: KindEngine, tmp_path: Path
) -> None:
    """Whoever kills us, the cluster's name is on disk before kind is called."""
    folder = tmp_path / "cluster1"
    _kind(root, f"cp {folder}/kind.json {root}/seen; exit 1")
    with pytest.raises(EngineError):
        ready.create(ClusterSpec(), folder, Silent())
    assert json.loads((root / "seen").read_text())["name"].startswith("dojo-")


def test_a_cluster_has_one_control_plane(ready: KindEngine, tmp_path: Path) -> None:
    """Anything else is the lab's fault, seen before anything is made."""
    spec = ClusterSpec(nodes=[NodeSpec(name="node01"), NodeSpec(name="node02")])
    with pytest.raises(UsageError, match="exactly one control plane"):
        ready.create(spec, tmp_path / "cluster1", Silent())
    assert not (tmp_path / "cluster1").exists()


# An etcd outside of the cluster

EXTERNAL = ClusterSpec(etcd=EtcdSpec(host="etcd-server", data_dir="/var/lib/etcd-k7"))


@pytest.fixture
def external(ready: KindEngine, root: Path) -> KindEngine:
    """An engine that has etcd's program, too."""
    ready._etcd = {"1.35.4": root / "bin" / "etcd"}
    (root / "bin" / "etcd").touch()
    return ready


def test_an_external_etcd_is_there_before_kind_is_called(
    root: Path, external: KindEngine, tmp_path: Path
) -> None:
    """Network, machine and the API server's files, which nobody else on this host may read."""
    folder = tmp_path / "cluster1"
    _kind(
        root, f"ls {root}/containers {root}/networks > {root}/seen; cp -a {folder} {root}; exit 1"
    )
    with pytest.raises(EngineError):
        external.create(EXTERNAL, folder, Silent())
    name = KindRecord.plan(EXTERNAL, folder, 1).name
    assert f"{name}-etcd-server\n" in (root / "seen").read_text()
    assert f"{name}\n" in (root / "seen").read_text()
    pki = root / "cluster1" / "etcd-pki"
    assert {path.name: path.read_text() for path in pki.iterdir()} == {
        "ca.crt": "ca\n",
        "apiserver-etcd-client.crt": "certificate\n",
        "apiserver-etcd-client.key": "key\n",
    }
    assert [path for path in pki.iterdir() if path.stat().st_mode & 0o077] == []
    unit = (root / "unit").read_text()
    assert "  --data-dir=/var/lib/etcd-k7 \\\n" in unit
    assert "User=etcd\n" in unit
    calls = (root / "calls").read_text().splitlines()
    made = next(line for line in calls if line.startswith("network create"))
    assert "--opt=com.docker.network.driver.mtu=1400" in made  # as the default network's
    run = next(line for line in calls if line.startswith("run"))
    assert "--publish" not in run
    assert "io.x-k8s.kind" not in run  # kind would refuse to make the cluster


def test_what_fails_with_an_external_etcd_leaves_nothing(
    root: Path, external: KindEngine, tmp_path: Path
) -> None:
    """Its machine and the network go with the cluster."""
    _kind(root, "exit 1")
    with pytest.raises(EngineError):
        external.create(EXTERNAL, tmp_path / "cluster1", Silent())
    assert list((root / "containers").iterdir()) == []
    assert list((root / "networks").iterdir()) == []
    assert not (tmp_path / "cluster1").exists()


def test_an_external_etcd_that_does_not_start_is_told(
    root: Path, external: KindEngine, tmp_path: Path
) -> None:
    """In the container engine's words, and kind is not called."""
    (root / "full").touch()
    _kind(root, f"touch {root}/called")
    with pytest.raises(EngineError, match="etcd-server did not start: docker: no space left"):
        external.create(EXTERNAL, tmp_path / "cluster1", Silent())
    assert not (root / "called").exists()
    assert list((root / "networks").iterdir()) == []


@pytest.mark.parametrize("text", [None, "{", '{"name": 1}'])
def test_delete_finds_an_external_etcd_by_its_label(
    root: Path, tmp_path: Path, text: str | None
) -> None:
    """Even where the record is damaged, or tells of no such machine."""
    folder = tmp_path / "cluster1"
    folder.mkdir()
    record = KindRecord.plan(EXTERNAL, folder, 20_001)
    record.write(folder)
    if text:
        (folder / "kind.json").write_text(text)
    for cluster in (record.name, "dojo-of-somebody-else"):
        machine = root / "containers" / f"{cluster}-etcd-server"
        machine.write_text(f"{cluster} running clusterdojo.dev/cluster\n")
    (root / "networks" / record.name).touch()
    KindEngine().delete(folder)
    left = [path.name for path in (root / "containers").iterdir()]
    assert left == ["dojo-of-somebody-else-etcd-server"]
    assert list((root / "networks").iterdir()) == []
    assert not folder.exists()


def test_an_external_etcd_that_is_down_is_the_clusters_fault(root: Path, tmp_path: Path) -> None:
    """The API server does not answer then, and the reason is told by the machine's name."""
    folder = tmp_path / "cluster1"
    folder.mkdir()
    record = KindRecord.plan(EXTERNAL, folder, 20_001)
    record.write(folder)
    _run(root, folder, "controlplane", "node01", "node02")
    engine = KindEngine()
    assert engine.fault(folder) == "etcd-server is gone"
    machine = root / "containers" / record.containers["etcd-server"]
    machine.write_text(f"{record.name} exited clusterdojo.dev/cluster\n")
    assert engine.fault(folder) == "etcd-server is stopped"
    assert engine.nodes(folder).fault("etcd-server") == "etcd-server is stopped"
    assert engine.nodes(folder).hosts() == ["etcd-server"]
    machine.write_text(f"{record.name} running clusterdojo.dev/cluster\n")
    assert engine.fault(folder) is None
    assert engine.nodes(folder).command("etcd-server")[-1] == f"{record.name}-etcd-server"
