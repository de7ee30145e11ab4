"""How a proof of many variants runs and ends."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from clusterdojo.cli.console import progress
from clusterdojo.cli.validate import tell
from clusterdojo.errors import UsageError
from clusterdojo.lab.suite import Suite
from clusterdojo.paths import STATE_VARIABLE
from clusterdojo.proof import run
from clusterdojo.proof.faults import ProofFault
from clusterdojo.proof.prove import Proof
from clusterdojo.proof.run import ProofRequest
from clusterdojo.proof.variants import Variant
from tests.conftest import CHECKOUT

LAB = "drain-node01"
FAULT = ProofFault("earns 1 of 8 points", "grade")
STORES = ["etcd-broken", "etcd-data-dir", "etcd-snapshot-restore", "etcd-snapshot-save"]


def validate(suite: Suite, request: ProofRequest) -> int:
    """As the command does it."""
    return max(tell(event) for event in run.validate(suite, request, progress))


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, int]:
    """How many times each variant still fails; no cluster is started."""
    times: dict[str, int] = {}

    def tried(suite: Suite, due: Iterator[Variant], jobs: int) -> Iterator[Proof]:
        del suite, jobs
        for variant in due:
            times[variant.name] = times.get(variant.name, 0) - 1
            faults = [FAULT] if times[variant.name] >= 0 else []
            yield Proof(variant, faults, {"start": 1.0})

    monkeypatch.setattr(run, "_in_parallel", tried)
    monkeypatch.setattr(run, "_runnable", lambda wanted, _progress: (wanted, {}))
    monkeypatch.setattr(run, "cache_dir", lambda: tmp_path)
    monkeypatch.setenv(STATE_VARIABLE, str(tmp_path / "state"))
    return times


def _validate(tmp_path: Path, *, resume: bool = False) -> tuple[int, str]:
    report = tmp_path / "docs" / "proof.md"
    code = validate(
        Suite(CHECKOUT), ProofRequest([LAB], "kwok", jobs=1, resume=resume, report=report)
    )
    return code, report.read_text()


def test_a_failure_that_a_second_try_does_not_show_is_told(
    failing: dict[str, int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It counts as proven; the output, once, and the page say what the first try found."""
    failing["solution"] = 1
    code, page = _validate(tmp_path)
    assert code == 0
    assert "(at the first try: earns 1 of 8 points)" in page
    told = capsys.readouterr().out
    assert told.count("earns 1 of 8 points") == 1
    before, end = told.split("again: ")
    assert "earns 1 of 8 points" in before
    assert end.count(f"proven {LAB} on kwok, solution") == 2  # when it happens, and at the end
    assert "1 of them only at the second try, 0 failed" in end
    # What was learned stays known to the proof that goes on.
    assert "at the first try" in _validate(tmp_path, resume=True)[1]


def test_what_fails_twice_has_failed(
    failing: dict[str, int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """There is no third try; each try's reason is told once, and the end names the variant."""
    failing["another seed"] = 9
    code, page = _validate(tmp_path)
    assert code == 1
    assert "| FAILED: earns 1 of 8 points (at the first try" in page
    told = capsys.readouterr().out
    assert told.count("earns 1 of 8 points") == 2
    end = told.rsplit("FAILED", 1)[1]
    assert "another seed" in end
    assert "1 failed" in end
    assert failing["another seed"] == 7


def test_a_script_that_ran_into_its_limit_is_not_tried_again(
    failing: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had a quarter of an hour; a second one would tell the same."""
    failing["solution"] = 9
    tried = run._in_parallel

    def overdue(suite: Suite, due: Iterator[Variant], jobs: int) -> Iterator[Proof]:
        for proof in tried(suite, due, jobs):
            proof.overdue = bool(proof.faults)
            yield proof

    monkeypatch.setattr(run, "_in_parallel", overdue)
    assert _validate(tmp_path)[0] == 1
    assert failing["solution"] == 8


def test_a_steady_proof_has_no_second_try(
    failing: dict[str, int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every variant once."""
    assert _validate(tmp_path)[0] == 0
    assert set(failing.values()) == {-1}
    assert "second try" not in capsys.readouterr().out


def test_an_interrupted_proof_is_on_record(
    failing: dict[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was proven until Ctrl-C; the page says "not yet" of everything else."""
    del failing
    tried = run._in_parallel

    def interrupted(suite: Suite, due: Iterator[Variant], jobs: int) -> Iterator[Proof]:
        yield next(tried(suite, due, jobs))
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "_in_parallel", interrupted)
    with pytest.raises(KeyboardInterrupt):
        _validate(tmp_path)
    page = (tmp_path / "docs" / "proof.md").read_text()
    assert "1 proven with this code, 0 with earlier code" in page
    assert "0 failed" in page
    assert "| kwok | solution |  | 1 | proven |" in page


def test_only_labs_of_ours_take_turns(failing: dict[str, int], own_suite: Suite) -> None:
    """A short proof owes three of our etcd labs, and all of another suite's, whatever their ids."""
    ours = Suite(CHECKOUT)
    for lab in STORES:
        shutil.copytree(ours.labs / lab, own_suite.labs / lab)
        shutil.copy(ours.check_module(lab), own_suite.checks)
    for suite, owed in ((ours, 3), (own_suite, 4)):
        failing.clear()
        assert validate(suite, ProofRequest(STORES, "kind", jobs=1, minutes=0)) == 0
        assert failing == {"solution": -owed}


def test_a_suite_without_labs_is_told(own_suite: Suite) -> None:
    """With what makes the first one, and not with an engine that nobody named."""
    with pytest.raises(UsageError, match="There are no labs in") as told:
        validate(own_suite, ProofRequest([], None))
    assert "dojo new" in told.value.do


def test_a_lab_that_is_only_a_folder_is_said_to_lack_its_lab_yaml(own_suite: Suite) -> None:
    """Its author has begun with another file, and has not mistyped the name."""
    (own_suite.labs / "my-lab").mkdir()
    (own_suite.labs / "my-lab" / "task.md").write_text("# My lab\n")
    with pytest.raises(UsageError, match=r"labs/my-lab has no lab.yaml\.") as told:
        validate(own_suite, ProofRequest(["my-lab"], content_only=True))
    assert "docs/lab-yaml.md" in told.value.do
    with pytest.raises(UsageError, match="There is no lab called 'my-la'"):
        validate(own_suite, ProofRequest(["my-la"], content_only=True))
