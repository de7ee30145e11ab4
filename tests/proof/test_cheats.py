"""What a cheat is paid, with a `dojo check` that is made up."""

import datetime
import json
import sys
from pathlib import Path

import pytest

from clusterdojo.attempt.model import Attempt, AttemptRecord
from clusterdojo.attempt.store import Store
from clusterdojo.grading.criteria import Criterion, Outcome, weigh
from clusterdojo.grading.result import after_check
from clusterdojo.lab.suite import Suite
from clusterdojo.proof import cheats
from clusterdojo.proof.variants import Variant

NOW = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
Came = dict[str, tuple[int, Outcome]]  # points, 0 for a gate, and outcome by name


@pytest.fixture
def attempt(tmp_path: Path) -> Attempt:
    """An attempt without clusters."""
    record = AttemptRecord(
        id="1-demo", lab="demo", engine="kwok", seed=1, values={}, clusters=[],
        settle_seconds=1, started=NOW, phase="ready",
    )  # fmt: skip
    attempt = Attempt(tmp_path / "attempts" / "1-demo", record)
    attempt.work.mkdir(parents=True)
    return attempt


class Check:
    """A `dojo check` that writes what it is told to, and notes its environment."""

    def __init__(self, store: Store, attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
        self._store, self._attempt, self._monkeypatch = store, attempt, monkeypatch
        self.seen = store.root / "seen"

    def is_to(self, came: Came | None, *, after: str = "") -> None:
        """Give this result, or none, after some Python."""
        ready = self._store.root / "ready.json"
        if came is not None:
            criteria = [
                Criterion(name, points=points, gate=not points, outcome=outcome)
                for name, (points, outcome) in came.items()
            ]
            after_check(ready, self._attempt, "sha256:0", weigh(criteria), [])
        result = self._store.result(self._attempt.record.id)
        code = f"""
import json, os, pathlib, sys
with open({str(self.seen)!r}, "a") as seen:
    seen.write(json.dumps(dict(os.environ)) + "\\n")
{after}
ready = pathlib.Path({str(ready)!r})
if ready.exists():
    pathlib.Path({str(result)!r}).parent.mkdir(exist_ok=True)
    pathlib.Path({str(result)!r}).write_bytes(ready.read_bytes())
else:
    sys.exit("There is no kubeconfig.")
"""
        self._monkeypatch.setattr(cheats, "CHECK", (sys.executable, "-c", code))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Where the attempt is."""
    return Store(tmp_path)


@pytest.fixture
def check(store: Store, attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> Check:
    """The made-up command."""
    return Check(store, attempt, monkeypatch)


def paid(suite: Suite, store: Store, attempt: Attempt, **how: object) -> list[str]:
    """What is wrong with what a cheat is paid."""
    variant = Variant("demo", "kwok", "cheat: it", "cheats/it.sh", **how)  # type: ignore[arg-type]
    return [str(fault) for fault in cheats.faults(suite, variant, store, attempt)]


LOSES_A = {"loses": frozenset({"test_a"})}
NOTHING = {"earns_nothing": True}


@pytest.mark.parametrize(
    ("came", "how", "faults"),
    [
        ({"test_a": (2, "failed"), "test_b": (1, "passed")}, LOSES_A, []),
        ({"test_a": (2, "failed"), "test_b": (1, "failed")}, LOSES_A, []),
        ({"test_a": (2, "passed"), "test_b": (1, "failed")}, LOSES_A, ["does not lose test_a"]),
        ({"test_b": (2, "failed")}, LOSES_A, ["test_a was not graded"]),
        # A gate that fails takes the points of a criterion that was passed.
        ({"test_a": (2, "passed"), "test_gate": (0, "failed")}, LOSES_A, []),
        ({"test_a": (0, "passed"), "test_b": (2, "failed")}, LOSES_A, ["does not lose test_a"]),
        ({"test_a": (2, "failed"), "test_gate": (0, "passed")}, NOTHING, []),
        (
            {"test_a": (2, "failed"), "test_b": (1, "passed"), "test_gate": (0, "passed")},
            NOTHING,
            ["earns 1 of 3 points: test_b, test_gate"],
        ),
        # An exam counts what can't be graded in the learner's favour.
        (
            {"test_a": (2, "ungradable")},
            NOTHING,
            ["test_a can't be graded: "],
        ),
    ],
)
def test_a_cheat_is_not_paid_for_what_it_names(
    own_suite: Suite, store: Store, attempt: Attempt, check: Check, came: Came,
    how: dict[str, object], faults: list[str],
) -> None:  # fmt: skip
    """It may lose more than that: what is forged can be found in several places."""
    check.is_to(came)
    assert paid(own_suite, store, attempt, **how) == faults


def test_a_check_that_refuses_pays_nothing(
    own_suite: Suite, store: Store, attempt: Attempt, check: Check
) -> None:
    """But where criteria are named, they must have been graded."""
    check.is_to(None)
    assert paid(own_suite, store, attempt, **NOTHING) == []
    [fault] = paid(own_suite, store, attempt, **LOSES_A)
    assert fault == "dojo check gave no result: There is no kubeconfig."


def test_an_earlier_result_does_not_count(
    own_suite: Suite, store: Store, attempt: Attempt, check: Check
) -> None:
    """The script may have called `dojo check` itself, or have written a result."""
    check.is_to({"test_a": (2, "failed")})
    assert paid(own_suite, store, attempt, **LOSES_A) == []
    (store.root / "ready.json").unlink()
    check.is_to(None)
    assert paid(own_suite, store, attempt, **LOSES_A) != []


def test_a_traceback_and_an_endless_check_are_faults(
    own_suite: Suite, store: Store, attempt: Attempt, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither tells a learner anything."""
    check.is_to(None, after="raise KeyError('metadata')")
    [fault] = paid(own_suite, store, attempt, **NOTHING)
    assert fault.startswith("dojo check ended in a traceback: ")
    assert fault.endswith("KeyError: 'metadata'")
    monkeypatch.setattr(cheats, "CHECK_SECONDS", 0.5)
    check.is_to(None, after="import time; time.sleep(60)")
    assert paid(own_suite, store, attempt, **NOTHING) == ["dojo check did not end within 0.5 s"]


def test_each_environment_has_a_check_of_its_own(
    own_suite: Suite, store: Store, attempt: Attempt, check: Check
) -> None:
    """With the learner's variables, those of the cheat, and names replaced in their values."""
    check.is_to({"test_a": (2, "passed")})
    environments = (("PYTHONOPTIMIZE=1",), ("PYTHONPATH=$DOJO_WORK/lib:$UNKNOWN", "KUBECONFIG="))
    found = paid(own_suite, store, attempt, environments=environments, **NOTHING)
    assert found == [
        "earns 2 of 2 points: test_a (with PYTHONOPTIMIZE=1)",
        "earns 2 of 2 points: test_a (with PYTHONPATH=$DOJO_WORK/lib:$UNKNOWN KUBECONFIG=)",
    ]
    first, second = map(json.loads, check.seen.read_text().splitlines())
    assert (first["PYTHONOPTIMIZE"], first["CLUSTERDOJO_STATE"]) == ("1", str(store.root))
    assert first["KUBECONFIG"] == str(attempt.kubeconfig)
    assert (second["PYTHONPATH"], second["KUBECONFIG"]) == (f"{attempt.work}/lib:$UNKNOWN", "")
    assert second["CLUSTERDOJO_SUITE"] == str(own_suite.root)
