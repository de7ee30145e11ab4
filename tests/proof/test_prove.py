"""One variant's script, without a cluster."""

import contextlib
import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from clusterdojo.attempt.model import Attempt, AttemptRecord
from clusterdojo.attempt.store import Store
from clusterdojo.errors import ContentError
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite
from clusterdojo.proof import prove as proving
from clusterdojo.proof.prove import Proof, prove
from clusterdojo.proof.variants import Variant
from tests.cluster.worlds import edited, kept, thing
from tests.objects import node, pod


@pytest.fixture
def demo(own_suite: Suite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Suite:
    """A suite with one lab, which starts at once and has no cluster."""
    scaffold(own_suite, "demo")
    record = AttemptRecord(
        id="1-demo", lab="demo", engine="kwok", seed=1, values={"namespace": "shop"},
        clusters=[], settle_seconds=1, started=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    )  # fmt: skip
    attempt = Attempt(tmp_path / "1-demo", record)
    attempt.work.mkdir(parents=True)

    @contextlib.contextmanager
    def store(_state: Path) -> Iterator[Store]:
        yield Store(tmp_path)

    monkeypatch.setattr(proving, "proof_store", store)
    monkeypatch.setattr(proving, "start", lambda *_args, **_options: attempt)
    return own_suite


def tried(suite: Suite, script: str) -> Proof:
    """The proof of a mistake that runs this script."""
    path = suite.labs / "demo" / "mistakes" / "it.sh"
    path.write_text(script)
    return prove(suite, Variant("demo", "kwok", "mistake: it", "mistakes/it.sh"))


def test_a_script_that_fails_is_a_fault_with_its_last_lines(
    demo: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The author sees what it said."""

    def no_check(*_: object) -> NoReturn:
        raise ContentError("There is no cluster.", "")

    monkeypatch.setattr(proving, "_graded_twice", no_check)
    proof = tried(demo, "seq 2; exit 4\n")
    assert str(proof.faults[0]) == "mistakes/it.sh ended with exit code 4: 1 / 2"
    assert not proof.overdue


def test_a_script_knows_no_kuberc(demo: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proof holds on every machine, whatever its user's kubectl does by default."""
    monkeypatch.setenv("KUBERC", "/home/me/work.kuberc")
    proof = tried(demo, 'echo "KUBERC=$KUBERC"; exit 4\n')
    assert str(proof.faults[0]) == "mistakes/it.sh ended with exit code 4: KUBERC=off"


def test_a_script_that_runs_into_its_limit_ends_the_proof(
    demo: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it has done until then is not worth a check."""
    monkeypatch.setattr(proving, "SCRIPT_SECONDS", 0.3)
    proof = tried(demo, "sleep 60\n")
    [fault] = proof.faults
    assert (fault.found, fault.ended) == ("start", True)
    assert fault.text.startswith("mistakes/it.sh did not end within 0.3 s.")
    assert proof.overdue


def test_what_grading_changed_is_told() -> None:
    """Whatever kind it is of; what changes by itself, and pictures of static pods, are not."""
    lease = thing("Lease", "node01", "kube-node-lease", spec={"renewTime": "1"})
    mirror = pod("etcd", metadata={"annotations": {"kubernetes.io/config.mirror": "a"}})
    before = {"a": kept([node(), lease, mirror]), "b": None, "c": None}
    renewed = edited(lease, "spec", "renewTime", to="2")
    after = {"a": kept([node(metadata={"labels": {"x": "y"}}), renewed, thing("Menu", "lunch")]),
             "b": kept([]), "c": None}  # fmt: skip
    assert list(proving._changed(before, after)) == [
        "a Node node01 (metadata.labels.x)", "a Menu shop/lunch (created)", "whether b answers",
    ]  # fmt: skip
