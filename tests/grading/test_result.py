"""result.json: the one truth about an attempt."""

import datetime
import json
import stat
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from clusterdojo.attempt.model import Attempt, AttemptRecord
from clusterdojo.errors import StateError
from clusterdojo.grading import result as results
from clusterdojo.grading.criteria import Criterion, Grade, weigh
from clusterdojo.grading.evidence import Evidence
from clusterdojo.grading.result import Result, after_check, lab_digest
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite
from clusterdojo.seal import Key

HALF = weigh(
    [
        Criterion("test_gate", why="Why.", gate=True, outcome="passed"),
        Criterion("test_a", why="Why.", points=2, outcome="passed"),
        Criterion("test_b", points=3, outcome="failed", reason="r", expected="e", found="f"),
    ]
)
ALL = weigh([Criterion("test_a", points=2, outcome="passed")])


@pytest.fixture
def record(tmp_path: Path) -> Attempt:
    """An attempt that has seen everything."""
    return Attempt(tmp_path / "attempts" / "demo", _record())


def _record() -> AttemptRecord:
    return AttemptRecord(
        id="20260101-120000-demo-ab12",
        lab="demo",
        engine="kwok",
        seed=7,
        values={"namespace": "shop", "replicas": 3, "nodes": ["node01"]},
        clusters=["cluster1"],
        settle_seconds=30,
        started=datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC),
        phase="ready",
        hints=2,
        solution_seen=True,
        resets=1,
        versions={"cluster1": "v1.35.4"},
        learner="Ada",
        title="A demonstration",
        domain="workloads",
        minutes=8,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the result goes; its folder does not exist yet."""
    return tmp_path / "results" / "attempt.json"


def graded(path: Path, record: Attempt, grade: Grade = HALF) -> Result:
    """One more check of the attempt."""
    return after_check(path, record, "sha256:0", grade, ["cluster1's API server does not answer"])


def test_what_was_written_is_read_back(path: Path, record: Attempt) -> None:
    """A report sees what the check saw."""
    written = graded(path, record)
    assert results.read(path) == written
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_result_tells_the_whole_attempt(path: Path, record: Attempt) -> None:
    """Nothing else has to be kept to report on it."""
    result = graded(path, record)
    assert (result.earned, result.possible, result.outcome) == (2, 5, "failed")
    assert (result.hints, result.solution_seen, result.resets) == (2, True, 1)
    assert result.values == record.record.values
    assert result.kubernetes == {"cluster1": "v1.35.4"}
    assert result.faults == ["cluster1's API server does not answer"]
    assert [c.earned for c in result.criteria] == [0, 2, 0]
    failed = result.criteria[2]
    assert (failed.title, failed.reason, failed.expected, failed.found) == ("b", "r", "e", "f")


def test_every_check_is_kept(path: Path, record: Attempt) -> None:
    """A report can show how the learner got there; the last check is the result."""
    graded(path, record)
    result = graded(path, record, ALL)
    assert [(c.earned, c.possible, c.outcome) for c in result.checks] == [
        (2, 5, "failed"),
        (2, 2, "passed"),
    ]
    assert result.outcome == "passed"
    assert [c.name for c in result.criteria] == ["test_a"]
    assert result.checks[0].time <= result.checks[1].time


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", b'{"kind": "Result"}'])
def test_a_corrupt_file_is_told_and_kept(path: Path, record: Attempt, content: bytes) -> None:
    """A check does not write over what it can't read."""
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(StateError) as caught:
        graded(path, record)
    assert caught.value.what == f"{path} can't be read as a result."
    assert path.read_bytes() == content


def test_a_result_of_a_later_version_is_told(path: Path, record: Attempt) -> None:
    """An older program does not cut a result down to what it knows."""
    graded(path, record)
    content = json.loads(path.read_text())
    for changed in ({"apiVersion": "clusterdojo.dev/v2"}, {"kind": "Other"}, {"extra": 1}):
        path.write_text(json.dumps(content | changed))
        with pytest.raises(StateError):
            results.read(path)


@pytest.fixture
def schema() -> dict[str, Any]:
    """The result's JSON Schema, as a reader of the file gets it."""
    return Result.model_json_schema(by_alias=True, mode="serialization")


def test_the_file_is_valid_by_its_schema(
    path: Path, record: Attempt, schema: dict[str, Any]
) -> None:
    """Other programs can rely on the published schema."""
    jsonschema.Draft202012Validator.check_schema(schema)
    graded(path, record)
    content = json.loads(path.read_text())
    jsonschema.validate(content, schema)
    assert content["apiVersion"] == "clusterdojo.dev/v1alpha2"


@pytest.mark.parametrize("field", ["earned", "criteria", "lab", "outcome", "attempt"])
def test_the_schema_misses_no_field(
    path: Path, record: Attempt, schema: dict[str, Any], field: str
) -> None:
    """A file without one of the fields is not valid."""
    graded(path, record)
    content = json.loads(path.read_text())
    del content[field]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, schema)


def test_the_published_schema_is_that_of_the_model(schema: dict[str, Any]) -> None:
    """What docs/ says is what the machine writes."""
    docs = Path(__file__).parents[2] / "docs" / "schema" / "result.v1alpha2.json"
    published = json.loads(docs.read_text())
    assert published["properties"] == schema["properties"]
    assert published["$defs"] == schema["$defs"]


def test_a_result_tells_when_it_ended_and_how_long_it_took(path: Path, record: Attempt) -> None:
    """Time used can be set against the minutes that the exam gives."""
    record.record.started = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=6)
    result = graded(path, record)
    assert result.ended == result.checks[-1].time
    assert 6 <= result.minutes_used < 7
    assert (result.learner, result.lab.title, result.lab.domain, result.lab.minutes) == (
        "Ada", "A demonstration", "workloads", 8,
    )  # fmt: skip


def test_a_result_of_the_first_version_stays_readable(path: Path) -> None:
    """Whoever kept results from before loses none of them."""
    old = (Path(__file__).parent / "testdata" / "result-v1alpha1.json").read_text()
    path.parent.mkdir()
    path.write_text(old)
    result = results.read(path)
    content = json.loads(old)
    assert result.attempt == content["attempt"]
    assert (result.earned, result.possible) == (content["earned"], content["possible"])
    assert result.ended == result.checks[-1].time
    assert (result.learner, result.seal) == ("", None)
    assert [c.evidence for c in result.criteria] == [[]] * len(content["criteria"])


def test_a_check_goes_on_after_one_of_the_first_version(path: Path, record: Attempt) -> None:
    """An attempt that was under way while the suite was updated keeps its checks."""
    old = (Path(__file__).parent / "testdata" / "result-v1alpha1.json").read_text()
    path.parent.mkdir()
    path.write_text(old)
    assert len(graded(path, record).checks) == len(json.loads(old)["checks"]) + 1


def test_a_key_seals_every_check(path: Path, record: Attempt) -> None:
    """The file that a learner hands in can be checked."""
    key = Key.make(record.seal_key)
    for _ in range(2):
        graded(path, record)
        assert key.state(json.loads(path.read_text())) == "genuine"


def test_what_was_edited_is_not_sealed_again(path: Path, record: Attempt) -> None:
    """Else one more check would make the edit genuine."""
    Key.make(record.seal_key)
    graded(path, record)
    content = json.loads(path.read_text())
    content["checks"][0]["earned"] = 5
    for edited in (content, content | {"seal": None}):
        path.write_text(json.dumps(edited))
        with pytest.raises(StateError) as caught:
            graded(path, record)
        assert caught.value.what == f"{path} does not match its seal."
        assert json.loads(path.read_text()) == edited


def test_what_can_be_an_answer_is_not_shown_before_the_solution(
    path: Path, record: Attempt
) -> None:
    """The kept result has it; what the terminal prints does not."""
    read = weigh(
        [
            Criterion(
                "test_a", points=1, outcome="failed", evidence=(Evidence(source="s", content="c"),)
            )
        ]
    )
    result = graded(path, record, read)
    shown = result.before_the_solution()
    assert result.criteria[0].evidence[0].content == "c"
    assert (shown.values, shown.criteria[0].evidence, shown.seal) == ({}, [], None)
    assert shown.earned == result.earned


@pytest.fixture
def demo(own_suite: Suite) -> Suite:
    """A suite with one lab."""
    scaffold(own_suite, "demo")
    return own_suite


@pytest.mark.parametrize(
    "name", ["labs/demo/task.md", "labs/demo/mistakes/half-done.sh", "checks/test_demo.py"]
)
def test_any_change_of_the_lab_changes_its_digest(demo: Suite, name: str) -> None:
    """Two results can be compared only if they were graded alike."""
    before = lab_digest(demo, "demo")
    assert lab_digest(demo, "demo") == before
    with (demo.root / name).open("a") as file:
        file.write("\n")
    assert lab_digest(demo, "demo") != before


def test_a_file_that_moves_changes_the_digest(demo: Suite) -> None:
    """Names belong to the content."""
    before = lab_digest(demo, "demo")
    setup = demo.labs / "demo" / "setup"
    (setup / "10-namespace.yaml").rename(setup / "20-namespace.yaml")
    assert lab_digest(demo, "demo") != before


def test_the_digest_does_not_depend_on_the_place(demo: Suite, tmp_path: Path) -> None:
    """A checkout and an installed wheel give the same."""
    before = lab_digest(demo, "demo")
    demo.root.rename(tmp_path / "elsewhere")
    assert lab_digest(Suite(tmp_path / "elsewhere"), "demo") == before
