"""The gate that every lab has: nothing was changed but what its task allows."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clusterdojo.cluster.audit_log import LocalLog
from clusterdojo.cluster.client import Api, Object
from clusterdojo.cluster.snapshot import PATHS
from clusterdojo.grading.context import Context
from clusterdojo.grading.criteria import Criterion, Grade
from clusterdojo.grading.harm import nothing_else_was_changed
from clusterdojo.grading.outcomes import NotAnsweringError, UngradableError
from clusterdojo.grading.run import run_checks
from clusterdojo.lab.gate import GATE
from clusterdojo.lab.suite import Suite
from fixtures.allowed import API_MAY_BE_SILENT, SCRATCH, deployment, node
from fixtures.allowed import pod as a_pod
from tests.api_server import ApiServer, write_kubeconfig
from tests.audit import begin, by_hand
from tests.cluster.test_discovery import group, kind, serve
from tests.cluster.worlds import thing
from tests.objects import node as a_node
from tests.objects import pod, workload

MODULE = """
import pytest
from fixtures.allowed import node
pytestmark = pytest.mark.lab("demo")

@pytest.mark.points(2)
def test_works(): "Why."

def allowed(values): return [node(values["node"]).spec.unschedulable]
"""
EMPTY: dict[str, list[Object]] = {path: [] for path in PATHS.values()}
MENUS = "/apis/kitchen.example.com/v1/menus"


@pytest.fixture(autouse=True)
def fresh_modules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test's module is its own, and this pytest does not rewrite its assertions."""
    finders = [f for f in sys.meta_path if type(f).__name__ != "AssertionRewritingHook"]
    monkeypatch.setattr(sys, "meta_path", finders)
    yield
    for name in [name for name in sys.modules if name.startswith("checks.test_demo")]:
        del sys.modules[name]


@pytest.fixture
def context(api: Api) -> Context:
    """A lab that began with one node in one cluster."""
    before = {"cluster1": EMPTY | {PATHS["nodes"]: [a_node()]}}
    return Context("demo", {"cluster1": api}, {"node": "node01"}, before, settle_seconds=0)


Graded = Callable[[], Grade]


@pytest.fixture
def grade(own_suite: Suite, context: Context) -> Graded:
    """Grades the module above."""
    own_suite.check_module("demo").write_text(MODULE)
    return lambda: run_checks(own_suite, context)


def gate(grade: Grade) -> Criterion:
    """The gate among the criteria."""
    [found] = [criterion for criterion in grade.criteria if criterion.name == GATE]
    return found


def failure(context: Context, allowed: Any) -> str:
    """What the gate says."""
    with pytest.raises(pytest.fail.Exception) as caught:
        nothing_else_was_changed(context, allowed)
    return str(caught.value)


def test_the_gate_is_a_criterion_like_others(grade: Graded, api_server: ApiServer) -> None:
    """It has a name, a reason to be, and no points."""
    api_server.hold("nodes", a_node())
    found = grade()
    assert [c.name for c in found.criteria] == [GATE, "test_works"]
    assert (gate(found).gate, gate(found).points, gate(found).outcome) == (True, 0, "passed")
    assert gate(found).why.endswith("everything else is as it was.")
    assert found.earned == 2


def test_what_the_task_allows_is_no_harm(grade: Graded, api_server: ApiServer) -> None:
    """The module says it by a function of the drawn values."""
    api_server.hold("nodes", a_node(spec={"unschedulable": True}))
    assert grade().earned == 2


def test_harm_voids_the_points(grade: Graded, api_server: ApiServer) -> None:
    """The reason names the object, the field, and both values."""
    api_server.hold("nodes", a_node(metadata={"labels": {"disk": "slow"}}))
    found = grade()
    assert (found.earned, found.outcome) == (0, "failed")
    assert gate(found).reason == "Node node01 was changed: metadata.labels.disk"
    assert (gate(found).expected, gate(found).found) == ("none", "slow")
    assert [e.source for e in gate(found).evidence] == ["what else was changed"]


def test_a_module_that_allows_nothing_by_a_constant(
    own_suite: Suite, context: Context, api_server: ApiServer
) -> None:
    """`allowed` may be the list itself."""
    text = MODULE.partition("def allowed")[0] + "allowed = []\n"
    own_suite.check_module("demo").write_text(text)
    api_server.hold("nodes", a_node(spec={"unschedulable": True}))
    assert gate(run_checks(own_suite, context)).outcome == "failed"


def test_a_module_that_says_nothing_has_no_gate(
    own_suite: Suite, context: Context, api_server: ApiServer
) -> None:
    """Suites of earlier versions are graded as before."""
    own_suite.check_module("demo").write_text(MODULE.partition("def allowed")[0])
    api_server.hold("nodes", a_node(spec={"unschedulable": True}))
    assert [c.name for c in run_checks(own_suite, context).criteria] == ["test_works"]


@pytest.mark.usefixtures("api_server")
def test_without_a_start_state_nothing_can_be_said(grade: Graded, context: Context) -> None:
    """As for every criterion that compares."""
    context.before = None
    found = gate(grade())
    assert found.outcome == "ungradable"
    assert "no start state was recorded" in found.reason


def test_the_worst_comes_first_and_the_others_are_counted(
    context: Context, api_server: ApiServer
) -> None:
    """One line, whatever was done; the evidence lists more."""
    api_server.hold("nodes", a_node("node02"), a_node("node03"))
    assert failure(context, []) == "Node node01 was deleted, and 2 other changes"


def test_kinds_that_nobody_named_are_compared_too(context: Context, api_server: ApiServer) -> None:
    """Custom resources included, and new kinds."""
    serve(api_server, group(""), group("kitchen.example.com", v1=[kind("menus")]))
    api_server.hold("nodes", a_node())
    api_server.objects[MENUS] = [thing("Menu", "lunch")]
    assert failure(context, []) == "Menu shop/lunch was created"


def test_only_the_kinds_of_an_earlier_recording_are_compared(
    context: Context, api_server: ApiServer
) -> None:
    """And the evidence says which ones are not."""
    context.before = {"cluster1": {"nodes": [a_node()]}}
    api_server.hold("nodes", a_node())
    api_server.hold("pods", pod())
    nothing_else_was_changed(context, [])
    [evidence] = context.notebook.evidence()
    assert evidence.source == "cluster1: not compared"
    assert "pods" in evidence.content
    assert "nodes" not in evidence.content


def test_secrets_are_not_told(context: Context, api_server: ApiServer) -> None:
    """Neither the old value nor the new one, of Secrets and of what looks like one."""
    container = {"name": "web", "image": "a", "env": [{"name": "DB_PASSWORD", "value": "one1one1"}]}
    other = {"name": "web", "image": "a", "env": [{"name": "DB_PASSWORD", "value": "two2two2"}]}
    secrets = [thing("Secret", data={"a": value}) for value in ("b25lMW9uZTE=", "dHdvMnR3bzI=")]
    pods = [pod(spec={"containers": [one]}) for one in (container, other)]
    for name, (old, new) in (("secrets", secrets), ("pods", pods)):
        context.before = {"cluster1": EMPTY | {PATHS[name]: [old]}}
        context._settling.clear()
        context._rested.clear()
        api_server.objects |= {path: [] for path in PATHS.values()}
        api_server.hold(name, new)
        said = failure(context, [])
        assert "(redacted)" in said
        for told in ("one1one1", "two2two2", "b25l", "dHdv"):
            assert told not in said


def test_long_values_are_shortened(context: Context, api_server: ApiServer) -> None:
    """A message is one line on a terminal."""
    api_server.hold("nodes", a_node(metadata={"annotations": {"a": "b\n" * 500}}))
    assert len(failure(context, [])) < 300


def test_each_cluster_has_its_own_allowances(api_server: ApiServer, tmp_path: Path) -> None:
    """What is allowed on one is harm on the others."""
    config = write_kubeconfig(tmp_path / "two", {"a": api_server.url, "b": api_server.url})
    before = {name: EMPTY | {PATHS["nodes"]: [a_node()]} for name in "ab"}
    apis = {name: Api(config, name) for name in "ab"}
    context = Context("demo", apis, {}, before, settle_seconds=0)
    api_server.hold("nodes", a_node(spec={"unschedulable": True}))
    closing = [node("node01").spec.unschedulable]
    nothing_else_was_changed(context, {"a": closing, "b": closing})
    assert failure(context, {"a": closing}).startswith("Node node01 was changed")
    assert failure(context, {}).startswith("a: Node node01 was changed: spec.unschedulable, and 1")
    for wrong in (closing, {"c": closing}):
        with pytest.raises(UngradableError, match="allowed"):
            nothing_else_was_changed(context, wrong)


def test_a_silent_api_server_fails_the_gate_unless_the_task_begins_with_it(
    context: Context, api_server: ApiServer
) -> None:
    """Breaking it is no way to hide harm."""
    api_server.statuses |= dict.fromkeys(PATHS.values(), 503)
    with pytest.raises(NotAnsweringError):
        nothing_else_was_changed(context, [SCRATCH])
    nothing_else_was_changed(context, [API_MAY_BE_SILENT])


@pytest.mark.parametrize(("status", "error"), [(403, UngradableError), (503, NotAnsweringError)])
def test_a_kind_that_is_refused_now_is_not_empty(
    context: Context, api_server: ApiServer, status: int, error: type[Exception]
) -> None:
    """Whoever makes its server fail hides nothing."""
    serve(api_server, group(""), group("kitchen.example.com", v1=[kind("menus")]))
    context.before = {"cluster1": EMPTY | {MENUS: []}}
    api_server.statuses[MENUS] = status
    with pytest.raises(error):
        nothing_else_was_changed(context, [])


def test_what_is_nested_beyond_measure_is_not_solved(
    context: Context, api_server: ApiServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A learner made it; the grader does not break."""

    def too_deep(_name: str) -> Any:
        raise RecursionError

    api_server.hold("nodes", a_node())
    monkeypatch.setattr(context, "changes", too_deep)
    assert failure(context, []) == "objects of cluster1 are nested too deeply to be compared"


def test_a_log_that_fits_the_objects_is_no_harm(
    context: Context, api_server: ApiServer, tmp_path: Path
) -> None:
    """Who made the new pod is on record."""
    log = begin(tmp_path)
    made = pod("web-1", metadata={"creationTimestamp": "2026-11-30T12:00:01Z"})
    with log.open("ab") as file:
        file.write(by_hand(made))
    context.audit_log = lambda _: (LocalLog(log.parent), tmp_path)
    api_server.hold("nodes", a_node())
    api_server.hold("pods", made)
    nothing_else_was_changed(context, [a_pod("shop", "web-1").created])


def test_a_log_without_the_maker_of_a_new_pod_was_cut(
    context: Context, api_server: ApiServer, tmp_path: Path
) -> None:
    """The task allows the pod, but nobody made it."""
    log = begin(tmp_path)
    context.audit_log = lambda _: (LocalLog(log.parent), tmp_path)
    api_server.hold("nodes", a_node())
    api_server.hold("pods", pod("web-1", metadata={"creationTimestamp": "2026-11-30T12:00:01Z"}))
    assert failure(context, [a_pod("shop", "web-1").created]) == (
        "the API server's log of cluster1 was edited or switched off: "
        "nobody is on record as the maker of pod shop/web-1"
    )


def test_pods_of_a_workload_that_may_be_scaled_are_no_harm(
    context: Context, api_server: ApiServer
) -> None:
    """What follows by itself need not be named."""
    web = workload("Deployment")
    of_web = workload("ReplicaSet", "web-1", web)
    context.before = {
        "cluster1": EMPTY | {PATHS["deployments"]: [web], PATHS["replicasets"]: [of_web],
                             PATHS["pods"]: [pod("web-1-a", of_web)]}
    }  # fmt: skip
    api_server.hold("deployments", workload("Deployment", spec={"replicas": 0}))
    api_server.hold("replicasets", workload("ReplicaSet", "web-1", web, spec={"replicas": 0}))
    nothing_else_was_changed(context, [deployment("shop", "web").spec.replicas])
    assert "spec.replicas" in failure(context, [])


def test_what_was_changed_and_restored_is_harm_where_the_task_says_never(
    context: Context, api_server: ApiServer
) -> None:
    """It reads as before, and is told as what it is."""
    api_server.hold("nodes", a_node(metadata={"generation": 3}))
    assert failure(context, [node("node01").never]) == "Node node01 was changed and then restored"
