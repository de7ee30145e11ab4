"""Whether a lab's engines exist and can run it: what the lint says, and what a start says."""

from pathlib import Path

import pytest

from clusterdojo.engines.fitness import load, wrong_engines
from clusterdojo.engines.registry import engine
from clusterdojo.errors import ContentError, UsageError
from clusterdojo.lab.model import ClusterSpec
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite, suite
from clusterdojo.progress import Silent


@pytest.fixture
def folder(own_suite: Suite) -> Path:
    """The folder of a lab as `dojo new` makes it."""
    scaffold(own_suite, "demo")
    return own_suite.labs / "demo"


def _edit(folder: Path, engines: str, more: str = "") -> None:
    path = folder / "lab.yaml"
    text = path.read_text()
    assert "engines: [kwok]" in text
    path.write_text(text.replace("engines: [kwok]", f"engines: {engines}") + more)


def _told(folder: Path) -> list[str]:
    return [f"{fault.path.name}:{fault.line}: {fault.message}" for fault in wrong_engines(folder)]


@pytest.mark.parametrize("lab_id", suite().lab_ids())
def test_the_suites_own_labs_have_engines_that_fit(lab_id: str) -> None:
    """No lab is shipped for an engine that refuses it."""
    assert wrong_engines(suite().lab_dir(lab_id)) == []


@pytest.mark.parametrize("engines", ["[kwok]", "[kind, kwok]"])
@pytest.mark.parametrize(
    ("field", "why"),
    [
        ("upgrade: {from: 1.34.4, to: 1.35.4}", "cluster1 is upgraded by the learner"),
        ("kubernetes: 1.34.4", "cluster1 runs Kubernetes 1.34.4"),
        ("etcd: {data_dir: /srv/etcd}", "cluster1 sets where etcd keeps its data"),
    ],
)
def test_what_simulated_nodes_can_not_do_is_told(
    folder: Path, engines: str, field: str, why: str
) -> None:
    """Every start on the embedded engine would be refused."""
    _edit(folder, engines, f"clusters:\n  - {field}\n")
    assert _told(folder) == [f"lab.yaml:9: engine kwok can't run it: {why}"]


@pytest.mark.parametrize(
    ("field", "why"),
    [
        ("nodes: [{name: node01}]", "cluster1 needs exactly one control plane"),
        *(
            (
                f"etcd: {{host: {host}}}",
                f"etcd's host can't be called {host}: kind gives that name to a node",
            )
            for host in ("worker", "worker2", "control-plane", "external-load-balancer")
        ),
    ],
)
def test_what_kind_can_not_do_is_told(folder: Path, field: str, why: str) -> None:
    """An upgrade or another version is none of it."""
    _edit(folder, "[kind]", f"clusters:\n  - {field}\n    kubernetes: 1.34.4\n")
    assert _told(folder) == [f"lab.yaml:9: engine kind can't run it: {why}"]


def test_an_engine_that_does_not_exist_is_told_with_its_line(folder: Path) -> None:
    """By the lint and by a start; of one that exists nothing is said."""
    _edit(folder, "\n  - kind\n  - kwak")
    why = "engines.1: there is no engine called kwak; choose kind or kwok"
    assert _told(folder) == [f"lab.yaml:11: {why}"]
    with pytest.raises(ContentError, match=why):
        load(folder)


def test_all_that_is_wrong_with_a_lab_is_told_at_once(folder: Path) -> None:
    """An unknown engine, and a field that no lab has."""
    _edit(folder, "[kwak]", "colour: blue\n")
    with pytest.raises(ContentError) as caught:
        load(folder)
    assert "lab.yaml:9: engines.0: there is no engine" in caught.value.what
    assert "colour: unknown field" in caught.value.what


@pytest.mark.parametrize("engines", ["kwok", "[]", "[3]", "{kwok: true}", "['../kwok']", "~"])
def test_what_is_no_list_of_names_is_the_models_matter(folder: Path, engines: str) -> None:
    """One sentence about it, and no traceback."""
    _edit(folder, engines)
    with pytest.raises(ContentError, match="engines"):
        load(folder)


@pytest.mark.parametrize("name", ["kwok", "kind"])
def test_what_does_not_fit_is_refused_before_anything_is_fetched(name: str) -> None:
    """With the reason that the lint gives."""
    clusters = {
        "kwok": ClusterSpec(kubernetes="1.34.4"),
        "kind": ClusterSpec.model_validate({"nodes": [{"name": "node01"}]}),
    }
    (why,) = engine(name).unfit(clusters[name])
    with pytest.raises(UsageError, match=why):
        engine(name).prepare(Silent(), [clusters[name]])
