"""The lock file: consistent with the graphs, and clear about what it does not know."""

import re
import subprocess
import sys

import pytest

from clusterdojo.binaries import DEFAULT_KUBERNETES, EMBEDDED, _gobuild, _lock, component, known
from clusterdojo.binaries._lock import Graph, graphs_for, table, versions
from clusterdojo.binaries._require import assign
from clusterdojo.errors import RuntimeUnavailableError, UsageError

GRAPHS = sorted(table()["graphs"])


def graph(name: str) -> Graph:
    """The graph called `name`."""
    first = table()["graphs"][name]["components"][0]
    every = [graph for version in versions() for graph in graphs_for(component(first, version))]
    return next(graph for graph in every if graph.name == name)


def test_the_default_version_is_the_locks() -> None:
    """The constant exists so that importing reads no file; it must not drift."""
    assert table()["default"] == DEFAULT_KUBERNETES
    assert DEFAULT_KUBERNETES in versions()


def test_each_component_can_be_built_at_each_version() -> None:
    """No binary depends on a download host being there."""
    for version in versions():
        for name in known():
            assert graphs_for(component(name, version)), f"{name} for {version}"


@pytest.mark.parametrize("name", GRAPHS)
def test_a_graph_pins_what_the_lock_says(name: str) -> None:
    """go.mod requires the locked versions, and tools.go imports the components' packages."""
    one = graph(name)
    required = (one.directory / "go.mod").read_text("utf-8")
    imports = re.findall(r'_ "(\S+)"', (one.directory / "tools.go").read_text("utf-8"))
    packages = {table()["components"][built]["package"] for built in one.components}
    assert set(imports) == packages
    for built in one.components:
        entry = table()["components"][built]
        module = re.sub(r"/cmd/.*", "", entry["package"])
        assert f"{module} v{one.versions[entry['project']]}\n" in required
    assert (one.directory / "go.sum").stat().st_size > 0


@pytest.mark.parametrize("name", GRAPHS)
def test_the_locked_toolchain_is_new_enough_for_each_graph(name: str) -> None:
    """Otherwise the way of last resort would end in an error."""
    minimum = _gobuild.minimum_go(graph(name))
    assert tuple(map(int, minimum.split("."))) <= tuple(
        map(int, table()["toolchain"]["version"].split("."))
    )


@pytest.mark.parametrize("kubernetes", versions())
def test_kubernetes_modules_are_all_of_one_release(kubernetes: str) -> None:
    """Staging modules of another release would make a Kubernetes that never was."""
    text = (graph(f"kubernetes-{kubernetes}").directory / "go.mod").read_text("utf-8")
    replaced = dict(re.findall(r"^\t(k8s\.io/\S+) => \S+ (\S+)$", text, re.MULTILINE))
    assert len(replaced) > 25
    assert set(replaced.values()) == {f"v0{kubernetes.removeprefix('1')}"}


def test_the_embedded_components_share_one_graph() -> None:
    """What they have in common compiles once."""
    shared = assign([component(name) for name in EMBEDDED])
    assert [graph.name for graph, _ in shared] == ["embedded-1.35.4"]


def test_components_of_real_nodes_share_one_graph_too() -> None:
    """A kubelet brings its graph; what else that graph builds joins it."""
    names = ["kube-apiserver", "kubectl", "etcd", "kubelet", "kubeadm", "kube-proxy"]
    shared = assign([component(name) for name in names])
    assert [graph.name for graph, _ in shared] == ["kubernetes-1.35.4"]
    older = assign([component(name, "1.34.4") for name in names])
    assert [graph.name for graph, _ in older] == ["kubernetes-1.34.4"]


def test_an_unknown_component_is_answered_with_the_known_ones() -> None:
    """A typo is the learner's to mend."""
    with pytest.raises(UsageError, match="no component called kubctl") as caught:
        component("kubctl")
    assert "kubectl" in caught.value.do


@pytest.mark.parametrize(
    "version", ["", "1.35", "latest", "2.0.0", "1.034.4", "1.36.0-rc.1", "../1.35.4", "1.35.4\n"]
)
def test_what_is_no_version_is_answered_with_the_locked_ones(version: str) -> None:
    """It becomes part of paths and addresses; the v is optional."""
    with pytest.raises(UsageError, match="is not available") as caught:
        component("kubectl", version)
    assert "1.35.4" in caught.value.do
    assert component("kubectl", "v1.34.4").version == "1.34.4"


@pytest.mark.parametrize(
    ("version", "etcd", "coredns"),
    [
        ("1.36.1", "3.6.6", "1.13.1"),
        ("1.35.3", "3.6.5", "1.12.1"),
        ("1.34.10", "3.6.5", "1.12.1"),
        ("1.34.3", "3.6.5", "1.12.1"),
        ("1.11.10", "3.6.5", "1.12.1"),
    ],
)
def test_a_version_outside_the_lock_takes_the_companions_of_the_one_before(
    version: str, etcd: str, coredns: str
) -> None:
    """Its own programs have its version; before all locked versions, the oldest is the nearest."""
    names = ("kubelet", "kubectl", "etcd", "etcdctl", "coredns", "kind")
    found = [component(name, version).version for name in names]
    assert found == [version, version, etcd, etcd, coredns, "0.30.0"]
    built = [bool(graphs_for(component(name, version))) for name in names]
    assert built == [False, False, True, True, True, True]


def test_an_unknown_machine_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no point in building for a machine nobody tried."""
    monkeypatch.undo()

    class Uname:
        sysname = "Plan9"
        machine = "mips"

    monkeypatch.setattr("os.uname", Uname)
    with pytest.raises(RuntimeUnavailableError, match="Plan9 on mips"):
        _lock.machine()


def test_importing_the_package_is_cheap() -> None:
    """Each dojo command imports it: nothing heavy may come along."""
    code = (
        "import sys, clusterdojo.binaries;"
        "heavy = {'urllib3', 'urllib.request', 'filelock', 'tomllib', 'pydantic', 'yaml', 'ssl',"
        " 'subprocess', 'tarfile', 'hashlib', 'platformdirs', 'tempfile'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert said.strip() == "[]"
