"""`dojo check --watch`: what counts as a change."""

import datetime
import os
import socket
from itertools import pairwise
from pathlib import Path

import pytest

from clusterdojo.attempt.model import Attempt, AttemptRecord
from clusterdojo.attempt.setup_state import write_recording
from clusterdojo.cluster.client import Api
from clusterdojo.cluster.inventory import Recording
from clusterdojo.errors import StateError, UsageError
from clusterdojo.grading import check as module
from clusterdojo.grading.check import _revision, _work_state, context_of, grade
from clusterdojo.grading.criteria import Grade, weigh
from clusterdojo.lab.suite import Suite
from tests.api_server import ApiServer, write_kubeconfig


@pytest.fixture
def attempt(tmp_path: Path) -> Attempt:
    """An attempt whose learner has seen the solution."""
    record = AttemptRecord(
        id="1-demo",
        lab="demo",
        engine="kwok",
        seed=1,
        values={"namespace": "shop"},
        clusters=["cluster1", "cluster2"],
        settle_seconds=12,
        started=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
        solution_seen=True,
    )
    made = Attempt(tmp_path / "1-demo", record)
    made.save()
    made.work.mkdir()
    return made


def recorded(attempt: Attempt) -> None:
    """Its start state, as a start records it."""
    clusters = dict.fromkeys(attempt.record.clusters, Recording({}, {}))
    write_recording(attempt.before, "demo", 1, dict(attempt.record.values), clusters)


@pytest.mark.parametrize(
    "edited", [{"clusters": []}, {"clusters": ["cluster1"]}, {"values": {"namespace": ""}}]
)
def test_an_attempt_that_does_not_fit_its_start_state_is_not_graded(
    attempt: Attempt, edited: dict[str, object]
) -> None:
    """Without clusters nothing could be graded, which an exam would count as perhaps solved."""
    recorded(attempt)
    assert context_of(attempt).values == attempt.record.values
    attempt.record = attempt.record.model_copy(update=edited)
    with pytest.raises(StateError, match=r"attempt\.json does not fit before\.json"):
        context_of(attempt)


def test_a_write_to_the_cluster_is_a_change(api: Api) -> None:
    """The store's revision tells it, without reading every object."""
    assert _revision(api) != _revision(api)  # this server's revision grows with each request


def test_a_cluster_that_stops_answering_is_a_change(api: Api, api_server: ApiServer) -> None:
    """The grade is shown again when the API server ends."""
    alive = _revision(api)
    api_server.statuses["/api/v1/namespaces"] = 500
    assert _revision(api) != alive
    assert _revision(api) == _revision(api)


def test_a_dead_cluster_is_no_change_after_change(tmp_path: Path) -> None:
    """Watching a cluster that is gone does not grade it without end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = write_kubeconfig(tmp_path / "config", {"cluster1": f"http://127.0.0.1:{port}"})
    api = Api(config, "cluster1")
    assert _revision(api) == _revision(api)


def test_every_edit_in_the_work_folder_is_a_change(attempt: Attempt) -> None:
    """Making, changing, renaming and removing an answer are seen; doing nothing is not."""
    states = [_work_state(attempt)]
    answer = attempt.work / "deep" / "answer.txt"
    answer.parent.mkdir()
    answer.write_text("a")
    states.append(_work_state(attempt))
    answer.write_text("ab")
    states.append(_work_state(attempt))
    answer.rename(attempt.work / "answer.txt")
    states.append(_work_state(attempt))
    (attempt.work / "answer.txt").unlink()
    states.append(_work_state(attempt))
    assert all(before != after for before, after in pairwise(states))
    assert _work_state(attempt) == states[-1]


def test_grading_goes_in_by_the_suites_own_way(attempt: Attempt) -> None:
    """A learner who breaks the kubeconfig is graded as before."""
    recorded(attempt)
    context = context_of(attempt)
    assert {name: (api.kubeconfig, api.context) for name, api in context.apis.items()} == {
        name: (attempt.cluster_kubeconfig(name), name) for name in ("cluster1", "cluster2")
    }
    assert context.values == {"namespace": "shop"}
    assert (context.work, context.settle_seconds) == (attempt.work, 12)
    assert context.reveal is True


def test_a_lost_start_state_is_told(attempt: Attempt) -> None:
    """A check without its start state is an error of two sentences."""
    with pytest.raises(UsageError, match=r"before\.json can't be read as a start state"):
        context_of(attempt)


def test_a_cluster_without_processes_says_which_is_missing(attempt: Attempt) -> None:
    """The reason of a dead API server names the process that ended."""
    recorded(attempt)
    assert context_of(attempt).fault("cluster1") == "etcd has ended"


def test_grading_reaches_what_the_start_has_reached(
    attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The learner's variables of this moment lead to another engine and to other programs."""
    recorded(attempt)
    attempt.record.way = {"DOCKER_HOST": "unix:///made.sock", "CLUSTERDOJO_CACHE": "/made"}
    found: list[dict[str, str]] = []

    def graded(*_: object) -> Grade:
        found.append(dict(os.environ))
        return weigh([])

    monkeypatch.setattr(module, "_graded", graded)
    monkeypatch.setenv("DOCKER_HOST", "unix:///learners.sock")
    monkeypatch.setenv("CLUSTERDOJO_CACHE", "/learners")
    monkeypatch.setenv("PATH", f"/learners/bin:{os.environ['PATH']}")
    _, context = grade(attempt, Suite(attempt.folder))
    context.close()
    assert (found[0]["DOCKER_HOST"], found[0]["CLUSTERDOJO_CACHE"]) == (
        "unix:///made.sock",
        "/made",
    )
    assert "/learners" not in found[0]["PATH"]
    assert os.environ["DOCKER_HOST"] == "unix:///learners.sock"
