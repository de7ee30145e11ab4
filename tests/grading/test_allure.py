"""What a check leaves for Allure beside result.json, and that it agrees with it."""

import datetime
import json
import os
import stat
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import allure_commons
import pytest

from clusterdojo.attempt.model import Attempt, AttemptRecord
from clusterdojo.attempt.setup_state import write_recording
from clusterdojo.attempt.store import Store
from clusterdojo.grading import allure
from clusterdojo.grading.check import check
from clusterdojo.grading.context import Context
from clusterdojo.grading.criteria import Grade
from clusterdojo.grading.recorder import Recorder
from clusterdojo.grading.result import Result, read
from clusterdojo.grading.run import run_checks
from clusterdojo.lab.suite import Suite

HEAD = """
import pytest
from fixtures import differs
from clusterdojo.grading.context import UngradableError
from clusterdojo.grading.plugin import CONTEXT

pytestmark = pytest.mark.lab("demo")

@pytest.fixture
def seen(request):
    request.config.stash[CONTEXT].notebook.note("cluster1 pods shop/web", lambda: {"ready": 3})
    request.config.stash[CONTEXT].notebook.note("node01 /etc/hosts", lambda: "127.0.0.1")
"""

# One of each kind: what pytest saw and what counts differ for the last three.
EVERYTHING = '''
@pytest.mark.points(1)
def test_passes(seen):
    """Why it <matters>."""

@pytest.mark.points(2)
def test_fails(seen):
    assert False, differs("it differs", expected="one", found="two")

@pytest.mark.points(4)
def test_is_ungradable():
    raise UngradableError("no way in")

@pytest.mark.points(8)
def test_fails_in_the_grader():
    password = "hunter2"
    {}["key"]

@pytest.mark.points(16)
@pytest.mark.needs("test_fails")
def test_needs_what_fails(): pass

@pytest.mark.points(32)
@pytest.mark.needs("test_is_ungradable")
def test_needs_what_is_ungradable(): pass

@pytest.mark.points(64)
@pytest.mark.needs("test_passes")
def test_needs_what_passes(): pass
'''
GATE = """
@pytest.mark.gate
def test_harm():
    assert GATE, "the application was deleted"
"""
Check = Callable[[str], Result]


@pytest.fixture(autouse=True)
def fresh_modules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test's module is its own, and this pytest does not rewrite its assertions."""
    finders = [f for f in sys.meta_path if type(f).__name__ != "AssertionRewritingHook"]
    monkeypatch.setattr(sys, "meta_path", finders)
    yield
    for name in [name for name in sys.modules if name.startswith("checks.test_demo")]:
        del sys.modules[name]


@pytest.fixture
def attempt(tmp_path: Path) -> Attempt:
    """An attempt at a lab without a cluster."""
    record = AttemptRecord(
        id="1-demo",
        lab="demo",
        engine="kwok",
        seed=7,
        values={"node": "node01", "names": ["a", "b"]},
        clusters=[],
        settle_seconds=0,
        started=datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=5),
        learner="Ada",
        title="Demonstrate it",
        domain="workloads",
        minutes=5,
    )
    made = Attempt(tmp_path / "1-demo", record)
    made.save()
    made.work.mkdir()
    write_recording(made.before, "demo", 7, dict(record.values), {})
    return made


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Where results are kept."""
    return Store(tmp_path / "state")


@pytest.fixture
def checked(own_suite: Suite, attempt: Attempt, store: Store) -> Check:
    """Checks the attempt by a module with this text, as `dojo check` does."""
    (own_suite.labs / "demo").mkdir()

    def checked(text: str) -> Result:
        own_suite.check_module("demo").write_text(HEAD + text)
        return check(store, own_suite, attempt)

    return checked


@pytest.fixture
def told(store: Store) -> Callable[[], dict[str, dict[str, Any]]]:
    """What the last check has left for Allure, by the criterion's name."""

    def told() -> dict[str, dict[str, Any]]:
        path = store.result("1-demo")
        folder = allure.folder_of(path, len(read(path).checks))
        tests = [json.loads(path.read_bytes()) for path in folder.glob("*-result.json")]
        return {test["fullName"].partition("#")[2]: test for test in tests}

    return told


Told = Callable[[], dict[str, dict[str, Any]]]


def parameters(test: dict[str, Any]) -> dict[str, str]:
    """A test's parameters."""
    return {p["name"]: p["value"] for p in test["parameters"]}


def labels(test: dict[str, Any], name: str) -> list[str]:
    """A test's labels of one kind."""
    return [label["value"] for label in test["labels"] if label["name"] == name]


@pytest.mark.parametrize(
    ("text", "earned"),
    [
        ("@pytest.mark.points(3)\ndef test_passes(): pass\n", 3),
        (EVERYTHING, 65),
        (EVERYTHING + GATE.replace("GATE", "True"), 65),
        (EVERYTHING + GATE.replace("GATE", "False"), 0),
        (EVERYTHING + GATE.replace("assert GATE", "raise UngradableError").replace(",", "#"), 0),
    ],
    ids=["passed", "everything", "gate held", "gate run into", "gate ungradable"],
)
def test_allures_totals_are_the_checks(checked: Check, told: Told, text: str, earned: int) -> None:
    """Points and outcomes add up to the grade, whatever weighing has changed."""
    result = checked(text)
    tests = told()
    assert result.earned == earned
    assert sum(int(parameters(test)["earned"]) for test in tests.values()) == result.earned
    assert sum(int(parameters(test)["points"]) for test in tests.values()) == result.possible
    assert Counter(test["status"] for test in tests.values()) == Counter(
        {"passed": "passed", "failed": "failed", "ungradable": "broken"}[c.outcome]
        for c in result.criteria
    )
    assert set(tests) == {c.name for c in result.criteria}


def test_what_weighing_has_changed_is_told_as_it_counts(checked: Check, told: Told) -> None:
    """A criterion that pytest saw pass is failed where what it needs failed, and says why."""
    checked(EVERYTHING)
    tests = told()
    assert tests["test_needs_what_fails"]["status"] == "failed"
    assert tests["test_needs_what_fails"]["statusDetails"]["message"] == (
        "counts only once “fails” holds"
    )
    assert tests["test_needs_what_is_ungradable"]["status"] == "broken"


def test_voided_points_are_marked(checked: Check, told: Told) -> None:
    """What was solved stays passed, with no points and a tag; the gate has one of its own."""
    checked(EVERYTHING + GATE.replace("GATE", "False"))
    tests = told()
    assert tests["test_passes"]["status"] == "passed"
    assert parameters(tests["test_passes"])["earned"] == "0"
    assert labels(tests["test_passes"], "tag") == ["voided"]
    assert labels(tests["test_fails"], "tag") == []
    assert labels(tests["test_harm"], "tag") == ["gate"]


def test_domains_labs_and_criteria_are_epics_features_and_stories(
    checked: Check, told: Told
) -> None:
    """Allure groups by them; learner, weight and drawn values are parameters."""
    checked(EVERYTHING)
    test = told()["test_fails"]
    assert [labels(test, name) for name in ("epic", "feature", "story")] == [
        ["workloads"], ["Demonstrate it"], ["fails"],
    ]  # fmt: skip
    assert parameters(test) == {
        "learner": "Ada",
        "points": "2",
        "earned": "0",
        "attempt": "1-demo",
        "check": "1",
        "engine": "kwok",
        "seed": "7",
        "value node": "node01",
        "value names": "a, b",
    }
    details = test["statusDetails"]
    assert details["message"] == "it differs"
    assert (details["expected"], details["actual"]) == ("one", "two")


def test_evidence_is_attached(checked: Check, told: Told, store: Store) -> None:
    """An instructor sees in Allure what the grader saw."""
    checked(EVERYTHING)
    folder = allure.folder_of(store.result("1-demo"), 1)
    found = {
        attached["name"]: (folder / attached["source"]).read_text()
        for attached in told()["test_passes"]["attachments"]
    }
    assert found == {"cluster1 pods shop/web": '{"ready": 3}', "node01 /etc/hosts": "127.0.0.1"}
    assert "attachments" not in told()["test_is_ungradable"]


def test_the_reason_why_is_text(checked: Check, told: Told) -> None:
    """Neither HTML nor Markdown in a docstring means anything."""
    checked(EVERYTHING)
    assert told()["test_passes"]["descriptionHtml"] == "<p>Why it &lt;matters&gt;.</p>"
    assert "description" not in told()["test_passes"]


def test_a_bug_of_the_grader_is_told_with_its_place(checked: Check, told: Told) -> None:
    """Its author finds the line; what a password was is not in it."""
    checked(EVERYTHING)
    details = told()["test_fails_in_the_grader"]["statusDetails"]
    assert details["message"] == "the grader failed: KeyError: 'key'"
    assert "test_fails_in_the_grader" in details["trace"]
    assert "hunter2" not in details["trace"]
    assert "trace" not in told()["test_is_ungradable"]["statusDetails"]


def test_only_the_learner_and_the_criterion_make_a_history(
    checked: Check, told: Told, attempt: Attempt
) -> None:
    """Another seed, engine or attempt is the same test in Allure; another learner is not."""
    ids = []
    for seed, learner in ((7, "Ada"), (8, "Ada"), (8, "Bob")):
        attempt.record.seed, attempt.record.learner = seed, learner
        checked(EVERYTHING)
        test = told()["test_passes"]
        ids.append((test["testCaseId"], test["historyId"]))
        told_apart = [p["name"] for p in test["parameters"] if not p.get("excluded")]
        assert told_apart == ["learner"]
    assert ids[0] == ids[1]
    assert ids[1][0] == ids[2][0]
    assert ids[1][1] != ids[2][1]


def test_each_criterion_has_its_own_time(checked: Check, told: Told) -> None:
    """allure-pytest has watched it run."""
    slow = "import time\n@pytest.mark.points(1)\ndef test_slow(): time.sleep(0.05)\n"
    result = checked(slow + EVERYTHING)
    test = told()["test_slow"]
    assert 50 <= test["stop"] - test["start"] < 5_000
    assert test["stop"] <= result.ended.timestamp() * 1000 + 1
    assert told()["test_passes"]["start"] >= test["stop"]


def test_nobody_else_can_read_them(checked: Check, store: Store) -> None:
    """Drawn values and evidence may be answers."""
    before = os.umask(0o022)
    try:
        checked(EVERYTHING)
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)
    top = store.result("1-demo").with_suffix(".allure")
    made = [top, *top.rglob("*")]
    modes = {stat.S_IMODE(p.stat().st_mode) for p in made if p.is_file()}
    assert modes == {0o600}
    assert {stat.S_IMODE(p.stat().st_mode) for p in made if p.is_dir()} == {0o700}


def test_every_check_leaves_its_own(checked: Check, store: Store) -> None:
    """Nothing is overwritten; `dojo check --watch` keeps the last ones."""
    for _ in range(3):
        checked("@pytest.mark.points(1)\ndef test_passes(): pass\n")
    top = store.result("1-demo").with_suffix(".allure")
    assert {path.name for path in top.iterdir()} == {"1", "2", "3"}


def test_old_checks_of_one_attempt_go(
    checked: Check, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Watching for an hour does not fill the disk."""
    monkeypatch.setattr(allure, "KEPT", 2)
    for _ in range(4):
        checked("@pytest.mark.points(1)\ndef test_passes(): pass\n")
    top = store.result("1-demo").with_suffix(".allure")
    assert {path.name for path in top.iterdir()} == {"3", "4"}


def test_a_check_counts_though_allure_can_not_be_told(checked: Check, store: Store) -> None:
    """result.json is the truth; Allure's files can be made from it at any time."""
    store.results.mkdir(parents=True)
    store.result("1-demo").with_suffix(".allure").write_text("in the way")
    result = checked(EVERYTHING)
    assert read(store.result("1-demo")) == result


@pytest.mark.parametrize(
    "text",
    [
        EVERYTHING,
        "@pytest.mark.points(1)\ndef test_works(): raise SystemExit\n",
        "@pytest.mark.points(1)\ndef test_works(): pytest.skip('later')\n",
        "@pytest.mark.points(1)\ndef test_works(clutser): pass\n",
        (
            "@pytest.fixture\ndef late():\n    yield\n    raise ValueError\n"
            "@pytest.mark.points(1)\ndef test_works(late): pass\n"
        ),
    ],
)
def test_being_watched_changes_no_grade(own_suite: Suite, text: str) -> None:
    """Allure's listener sees; it does not decide."""
    own_suite.check_module("demo").write_text(HEAD + text)
    grades: list[Grade] = []
    for plugins in ([], [Recorder()]):
        context = Context(lab_id="demo", apis={}, values={}, settle_seconds=0)
        grades.append(run_checks(own_suite, context, plugins))
    assert grades[0] == grades[1]


def test_an_interrupted_check_leaves_nothing(checked: Check, store: Store) -> None:
    """Half a check is none, for Allure too."""
    with pytest.raises(KeyboardInterrupt):
        checked("@pytest.mark.points(1)\ndef test_works(): raise KeyboardInterrupt\n")
    assert not store.result("1-demo").with_suffix(".allure").exists()


def test_nothing_chooses_which_criteria_run(
    checked: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """allure-pytest's plugin reads a test plan that the environment names: a way to full marks."""
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps({"tests": [{"selector": "checks.test_demo#test_passes"}]}))
    monkeypatch.setenv("ALLURE_TESTPLAN_PATH", str(plan))
    assert len(checked(EVERYTHING).criteria) == 7
    assert os.environ["ALLURE_TESTPLAN_PATH"] == str(plan)


def test_nothing_listens_after_a_check(checked: Check) -> None:
    """The next check in this process is told of its own criteria only."""
    before = {type(plugin).__name__ for plugin in allure_commons.plugin_manager.get_plugins()}
    checked(EVERYTHING)
    after = {type(plugin).__name__ for plugin in allure_commons.plugin_manager.get_plugins()}
    assert not {"AllureListener", "OutcomeListener"} & (after - before)
