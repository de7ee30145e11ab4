"""A class's results, merged for Allure."""

import datetime
import json
import stat
import zipfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from clusterdojo.errors import UsageError
from clusterdojo.grading import allure as grading
from clusterdojo.grading.evidence import Evidence
from clusterdojo.grading.result import Result
from clusterdojo.progress import Silent
from clusterdojo.reporting.collection import collect
from clusterdojo.reporting.formats.allure.merging import HISTORY, Merged, write
from tests.reporting import synthetic

LATER = synthetic.NOON + datetime.timedelta(days=1)


def merged(folder: Path, output: Path) -> Merged:
    """Everything in `folder`, merged into `output`."""
    return write(collect([folder], keep_evidence=True), output, Silent())


def left(path: Path, result: Result, seen: dict[str, grading.Seen] | None = None) -> Path:
    """What the check of a result has left beside it for Allure."""
    folder = grading.folder_of(path, len(result.checks))
    folder.mkdir(parents=True)
    grading.write(folder, result, seen or {})
    return folder


def written(output: Path) -> list[dict[str, Any]]:
    """All Allure test results in a folder."""
    return [json.loads(path.read_bytes()) for path in sorted(output.glob("*-result.json"))]


def parameter(test: dict[str, Any], name: str) -> str:
    """One of a test's parameters."""
    (value,) = [p["value"] for p in test["parameters"] if p["name"] == name]
    return str(value)


def counted(output: Path) -> list[dict[str, Any]]:
    """What Allure counts: of the tests with one history the one that began last."""
    histories: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for test in written(output):
        histories[test["historyId"]].append(test)
    for same in histories.values():
        assert len({test["start"] for test in same}) == len(same), "chance would choose"
    return [max(same, key=lambda test: test["start"]) for same in histories.values()]


def milliseconds(time: datetime.datetime) -> int:
    """As Allure tells time."""
    return int(time.timestamp() * 1000)


def test_the_totals_are_those_of_the_results(tmp_path: Path) -> None:
    """Points and outcomes of Allure's tests add up to what result.json says."""
    made = [
        synthetic.result("Ada", earned=7),
        synthetic.result("Ada", "static-pod", earned=10),
        synthetic.result("Bob", outcome="ungradable", earned=3),
    ]
    for result in made:
        synthetic.write(tmp_path / "in", result)
    summary = merged(tmp_path / "in", tmp_path / "out")
    found = written(tmp_path / "out")
    by_attempt = Counter[str]()
    for test in found:
        by_attempt[parameter(test, "attempt")] += int(parameter(test, "earned"))
    assert by_attempt == {result.attempt: result.earned for result in made}
    assert Counter(test["status"] for test in found) == Counter(
        grading.STATUS[c.outcome] for result in made for c in result.criteria
    )
    assert summary == Merged(
        attempts=3,
        kept=0,
        differing=[],
        criteria=15,
        earned=17,  # what could not be graded is no zero
        possible=20,
        ungradable=1,
    )


def test_an_attempt_without_allure_files_has_its_recorded_time(tmp_path: Path) -> None:
    """Results that are older than Allure's files, or came alone, are reported all the same."""
    result = synthetic.result()
    synthetic.write(tmp_path / "in", result)
    assert merged(tmp_path / "in", tmp_path / "out").kept == 0
    times = {(test["start"], test["stop"]) for test in written(tmp_path / "out")}
    assert times == {(milliseconds(result.checks[-1].time),) * 2}


def test_what_the_check_has_seen_is_kept(tmp_path: Path) -> None:
    """Each criterion has the time at which it was graded."""
    result = synthetic.result()
    path = synthetic.write(tmp_path / "in", result)
    ended = milliseconds(result.ended)
    seen = {
        c.name: grading.Seen(ended - 100 + n, ended - 50 + n) for n, c in enumerate(result.criteria)
    }
    left(path, result, seen)
    summary = merged(tmp_path / "in", tmp_path / "out")
    assert (summary.kept, summary.differing) == (1, [])
    assert {(t["start"], t["stop"]) for t in written(tmp_path / "out")} == {
        (s.start, s.stop) for s in seen.values()
    }


def test_only_the_last_check_is_taken(tmp_path: Path) -> None:
    """result.json says what came out of its last check, and so does the report."""
    result = synthetic.result()
    path = synthetic.write(tmp_path / "in", result)
    result.checks = [*result.checks, result.checks[0]]  # the folder of an earlier state: check 2
    left(path, result)
    assert merged(tmp_path / "in", tmp_path / "out").kept == 0


def test_edited_allure_files_change_nothing_and_are_told(tmp_path: Path) -> None:
    """Only result.json can be sealed, so it alone says what was earned."""
    result = synthetic.result(earned=4)
    path = synthetic.write(tmp_path / "in", result)
    for file in left(path, result).glob("*-result.json"):
        test = json.loads(file.read_bytes())
        test["status"] = "passed"
        test["descriptionHtml"] = "<script>alert(1)</script>"
        file.write_text(json.dumps(test))
    summary = merged(tmp_path / "in", tmp_path / "out")
    assert summary.differing == [str(path)]
    found = written(tmp_path / "out")
    assert Counter(test["status"] for test in found) == {"passed": 2, "failed": 3}
    assert not any("script" in test["descriptionHtml"] for test in found)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"parameters": 7}',
        b'{"parameters": [], "start": "x"}',
        b'{"parameters": [], "start": 1e400, "stop": 1}',
        b'{"parameters": [{"name": [], "value": 1}], "start": 1, "stop": 1}',
        b"[" * 50_000,
        b" " * 2_000_000,
    ],
    ids=["empty", "no text", "list", "number", "no numbers", "no end", "no name", "deep", "large"],
)
def test_broken_allure_files_are_no_obstacle(tmp_path: Path, content: bytes) -> None:
    """What can't be read is written anew from result.json."""
    result = synthetic.result()
    path = synthetic.write(tmp_path / "in", result)
    folder = grading.folder_of(path, 1)
    folder.mkdir(parents=True)
    (folder / "x-result.json").write_bytes(content)
    (folder / "y-result.json").symlink_to(folder / "y-result.json")
    (folder / "z-result.json").mkdir()
    summary = merged(tmp_path / "in", tmp_path / "out")
    assert (summary.kept, summary.attempts) == (0, 1)
    assert len(written(tmp_path / "out")) == len(result.criteria)


def test_a_learners_latest_attempt_counts(tmp_path: Path) -> None:
    """Allure shows earlier ones as retries of the same tests: same history, earlier start."""
    first = synthetic.result(earned=3)
    latest = synthetic.result(earned=7, started=LATER)
    for result in (latest, first):
        synthetic.write(tmp_path / "in", result)
    summary = merged(tmp_path / "in", tmp_path / "out")
    assert len(written(tmp_path / "out")) == 10
    counts = counted(tmp_path / "out")
    assert sum(int(parameter(test, "earned")) for test in counts) == 7
    assert {parameter(test, "attempt") for test in counts} == {latest.attempt}
    assert (summary.criteria, summary.earned, summary.possible) == (5, 7, 10)


@pytest.mark.parametrize("days", [-400, -1, 0, 1, 400])
def test_no_time_in_a_file_makes_an_earlier_attempt_the_latest(tmp_path: Path, days: int) -> None:
    """A learner who moves the better attempt's times earns nothing by it."""
    better = synthetic.result(earned=10)
    latest = synthetic.result(earned=3, started=LATER)
    path = synthetic.write(tmp_path / "in", better)
    synthetic.write(tmp_path / "in", latest)
    at = milliseconds(latest.ended + datetime.timedelta(days=days))
    left(path, better, {c.name: grading.Seen(at, at) for c in better.criteria})
    merged(tmp_path / "in", tmp_path / "out")
    assert sum(int(parameter(test, "earned")) for test in counted(tmp_path / "out")) == 3


def test_attempts_that_ended_together_are_still_told_apart(tmp_path: Path) -> None:
    """Which of them counts is no chance."""
    for number in (1, 2, 3):
        synthetic.write(tmp_path / "in", synthetic.result(earned=number, attempt=f"{number}-demo"))
    merged(tmp_path / "in", tmp_path / "out")
    assert sum(int(parameter(test, "earned")) for test in counted(tmp_path / "out")) == 3


def test_what_the_lab_no_longer_asks_is_not_counted(tmp_path: Path) -> None:
    """A criterion that only an earlier attempt had would be counted as if the latest had it."""
    asked = [synthetic.criterion("test_a"), synthetic.criterion("test_gone")]
    synthetic.write(tmp_path / "in", synthetic.result(parts=asked))
    synthetic.write(tmp_path / "in", synthetic.result(parts=asked[:1], started=LATER))
    summary = merged(tmp_path / "in", tmp_path / "out")
    assert len(counted(tmp_path / "out")) == summary.criteria == 1


def test_one_learner_has_one_history_whatever_the_spelling(tmp_path: Path) -> None:
    """As in the gradebook; two learners, or two labs, are apart."""
    made = [
        synthetic.result("Ada Lovelace"),
        synthetic.result("LOVELACE,  ada", started=LATER),
        synthetic.result("Bob", attempt="b"),
        synthetic.result("", attempt="nobody"),
        synthetic.result("Bob", "static-pod", attempt="other-lab"),
    ]
    for result in made:
        synthetic.write(tmp_path / "in", result)
    merged(tmp_path / "in", tmp_path / "out")
    learners = Counter(parameter(test, "learner") for test in counted(tmp_path / "out"))
    assert learners == {"Ada Lovelace": 5, "Bob": 10, "(no name)": 5}


def test_two_learners_who_handed_in_one_attempt_are_both_there(tmp_path: Path) -> None:
    """No file of one replaces the other's, the evidence included."""
    for name in ("Ada", "Bob"):
        parts = [synthetic.criterion(evidence=[Evidence(source="hosts", content=name)])]
        synthetic.write(
            tmp_path / "in",
            synthetic.result(name, parts=parts, attempt="same"),
            name=f"{name}.json",
        )
    merged(tmp_path / "in", tmp_path / "out")
    found = written(tmp_path / "out")
    assert len({test["uuid"] for test in found}) == 2
    for test in found:
        (attached,) = test["attachments"]
        assert (tmp_path / "out" / attached["source"]).read_text() == parameter(test, "learner")


def test_earlier_attempts_are_in_the_history(tmp_path: Path) -> None:
    """Line by line the first attempts, the second ones and so on, the latest left out."""
    for number in range(3):
        started = synthetic.NOON + datetime.timedelta(days=number)
        synthetic.write(tmp_path / "in", synthetic.result("Ada", earned=number, started=started))
    late = synthetic.NOON + datetime.timedelta(days=30)
    synthetic.write(tmp_path / "in", synthetic.result("Bob", started=late, attempt="b1"))
    later = late + datetime.timedelta(days=1)
    synthetic.write(tmp_path / "in", synthetic.result("Bob", started=later, attempt="b2"))
    merged(tmp_path / "in", tmp_path / "out")
    lines = [json.loads(line) for line in (tmp_path / "out" / HISTORY).read_text().splitlines()]
    assert [line["name"] for line in lines] == ["attempt 1", "attempt 2"]
    assert [len(line["testResults"]) for line in lines] == [10, 5]
    assert lines[0]["timestamp"] < lines[1]["timestamp"]
    for line in lines:
        for history, test in line["testResults"].items():
            assert test["historyId"] == history
            assert history.partition(".")[0] in line["knownTestCaseIds"]


def test_evidence_is_attached(tmp_path: Path) -> None:
    """With the name of where it was read."""
    evidence = [Evidence(source="node01 /etc/hosts", content="127.0.0.1 ünïcode")]
    parts = [synthetic.criterion(evidence=evidence)]
    synthetic.write(tmp_path / "in", synthetic.result(parts=parts))
    merged(tmp_path / "in", tmp_path / "out")
    (test,) = written(tmp_path / "out")
    (attached,) = test["attachments"]
    assert attached["name"] == "node01 /etc/hosts"
    assert (tmp_path / "out" / attached["source"]).read_text() == "127.0.0.1 ünïcode"


def test_results_in_a_zip_file_are_merged_too(tmp_path: Path) -> None:
    """A class is handed in as an archive."""
    made = synthetic.result()
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.writestr("ada/1.json", made.model_dump_json())
    # Nothing lies beside a member, whatever folder is called as its path would be.
    left(tmp_path / "class.zip!ada/1.json", made)
    summary = merged(tmp_path / "class.zip", tmp_path / "out")
    assert (summary.attempts, summary.kept) == (1, 0)
    assert len(written(tmp_path / "out")) == len(made.criteria)


def test_reporting_twice_gives_the_same(tmp_path: Path) -> None:
    """Earlier results of this command go, history does not grow, and other files stay."""
    synthetic.write(tmp_path / "in", synthetic.result("Ada"))
    path = synthetic.write(tmp_path / "in", synthetic.result("Bob", attempt="b"))
    out = tmp_path / "out"
    merged(tmp_path / "in", out)
    path.unlink()
    (out / "notes.txt").write_text("mine")
    merged(tmp_path / "in", out)
    once = {json.dumps(test, sort_keys=True) for test in written(out)}
    merged(tmp_path / "in", out)
    assert {json.dumps(test, sort_keys=True) for test in written(out)} == once
    assert len(once) == 5
    assert (out / "notes.txt").read_text() == "mine"


def test_nobody_else_can_read_them(tmp_path: Path) -> None:
    """They hold names and answers."""
    synthetic.write(tmp_path / "in", synthetic.result())
    merged(tmp_path / "in", tmp_path / "out")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    """In two sentences, with what to do."""
    synthetic.write(tmp_path / "in", synthetic.result())
    (tmp_path / "out").write_text("a file")
    with pytest.raises(UsageError, match="can't be written") as caught:
        merged(tmp_path / "in", tmp_path / "out")
    assert "--output" in caught.value.do
