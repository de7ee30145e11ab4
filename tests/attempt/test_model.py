"""One attempt: what attempt.json keeps, and where its files are."""

import datetime
import json
import os
from pathlib import Path

import pytest

from clusterdojo.attempt.model import FILE, Attempt, AttemptRecord
from clusterdojo.cluster.transport import OWN_KUBECONFIG
from clusterdojo.errors import StateError, UsageError
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite, installed


@pytest.fixture
def attempt(tmp_path: Path) -> Attempt:
    """An attempt that is ready."""
    record = AttemptRecord(
        id="20260101-120000-demo-ab12",
        lab="demo",
        engine="kwok",
        seed=7,
        values={"namespace": "shop", "replicas": 3, "nodes": ["node01", "node02"]},
        clusters=["cluster1"],
        settle_seconds=30,
        started=datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC),
        phase="ready",
    )
    return Attempt(tmp_path / record.id, record)


def test_what_was_saved_is_read_back(attempt: Attempt) -> None:
    """The next command knows everything that the last one knew."""
    attempt.record.hints = 2
    attempt.record.solution_seen = True
    attempt.save()
    assert Attempt.read(attempt.folder).record == attempt.record


def test_values_keep_their_types(attempt: Attempt) -> None:
    """A number is not compared as text after a trip through the file."""
    attempt.save()
    assert Attempt.read(attempt.folder).record.values == {
        "namespace": "shop",
        "replicas": 3,
        "nodes": ["node01", "node02"],
    }


def test_a_new_record_is_not_ready() -> None:
    """An attempt counts only once its start state was reached."""
    assert AttemptRecord.model_fields["phase"].default == "creating"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\x00\xff\xfe",
        b'{"version": 1}',
        b'{"version": 2}',
    ],
)
def test_a_corrupt_file_is_told_in_two_sentences(attempt: Attempt, content: bytes) -> None:
    """The learner reads which file it is and how to go on, not a traceback."""
    attempt.save()
    path = attempt.folder / FILE
    path.write_bytes(content)
    with pytest.raises(StateError) as caught:
        Attempt.read(attempt.folder)
    assert caught.value.what == f"{path} can't be read, so this attempt is lost."
    assert "dojo stop --all" in caught.value.do


def test_a_cut_file_is_told(attempt: Attempt) -> None:
    """Half of a record is no record."""
    attempt.save()
    path = attempt.folder / FILE
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(StateError, match="lost"):
        Attempt.read(attempt.folder)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """A folder without a record is no attempt."""
    with pytest.raises(StateError, match="lost"):
        Attempt.read(tmp_path)


def test_a_field_of_a_later_version_is_refused(attempt: Attempt) -> None:
    """Nothing is lost by an older program that writes back what it understood."""
    content = json.loads(attempt.record.model_dump_json()) | {"pauses": 3}
    attempt.folder.mkdir()
    (attempt.folder / FILE).write_text(json.dumps(content))
    with pytest.raises(StateError):
        Attempt.read(attempt.folder)


def test_an_attempt_keeps_to_its_suite(attempt: Attempt, own_suite: Suite) -> None:
    """A shell without CLUSTERDOJO_SUITE does not grade by another lab of the same id."""
    scaffold(own_suite, "demo")
    attempt.record.suite = str(own_suite.root)
    assert attempt.suite().root == own_suite.root


def test_an_older_record_has_the_suite_of_the_moment(attempt: Attempt) -> None:
    """It tells none, and what is under way goes on."""
    attempt.record.lab = "drain-node01"
    attempt.folder.mkdir()
    content = json.loads(attempt.record.model_dump_json())
    del content["suite"]
    (attempt.folder / FILE).write_text(json.dumps(content))
    assert Attempt.read(attempt.folder).suite().root == installed().root


@pytest.mark.parametrize("kept", [True, False])
def test_a_lab_that_is_gone_is_told(
    attempt: Attempt,
    own_suite: Suite,
    kept: bool,  # noqa: FBT001 - a table
) -> None:
    """With the folder that it was in, not with that of the moment."""
    attempt.record.suite = str(own_suite.root if kept else own_suite.root / "gone")
    with pytest.raises(UsageError, match="which is running, is not in") as caught:
        attempt.suite()
    assert f"{attempt.record.suite}/labs any more" in caught.value.what
    assert "dojo stop" in caught.value.do


def test_everything_of_an_attempt_is_in_its_folder(attempt: Attempt) -> None:
    """Removing the folder removes the attempt."""
    paths = [
        attempt.kubeconfig,
        attempt.work,
        attempt.bin,
        attempt.before,
        attempt.task,
        attempt.cluster_folder("cluster1"),
        attempt.cluster_kubeconfig("cluster1"),
    ]
    assert all(path.is_relative_to(attempt.folder) for path in paths)
    assert len(set(paths)) == len(paths)


@pytest.mark.parametrize(
    ("task", "folders"),
    [
        ("Write the names to `answers/nodes.txt`.\n", ["answers"]),
        ("Drain `node01`; all answers are welcome.\n", []),
    ],
)
def test_written_answers_have_a_folder_where_the_task_asks_for_some(
    attempt: Attempt, task: str, folders: list[str]
) -> None:
    """One rule for every lab: no learner has to guess whether to make it."""
    attempt.set_task(task)
    attempt.set_task(task)
    assert attempt.task.read_text() == task
    assert [path.name for path in attempt.work.glob("*")] == folders


def test_the_learners_kubeconfig_is_not_the_suites_own(attempt: Attempt) -> None:
    """A learner who breaks the kubeconfig does not lock the grader out."""
    assert attempt.cluster_kubeconfig("cluster1") != attempt.kubeconfig


# The work folder


@pytest.fixture
def used(attempt: Attempt, tmp_path: Path) -> Attempt:
    """An attempt with files, folders and links in its work folder."""
    (attempt.work / "answers").mkdir(parents=True)
    (attempt.work / "answers/nodes.txt").write_text("node01")
    (attempt.work / ".hidden").write_text("x")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/mine").write_text("x")
    (attempt.work / "link").symlink_to(tmp_path / "outside")
    return attempt


def test_it_is_emptied_and_stays_the_same_folder(used: Attempt, tmp_path: Path) -> None:
    """What a link leads to is somebody else's."""
    before = used.work.stat().st_ino
    used.empty_work()
    assert list(used.work.iterdir()) == []
    assert used.work.stat().st_ino == before
    assert (tmp_path / "outside/mine").exists()


def test_one_that_is_gone_is_empty(used: Attempt) -> None:
    """The learner may have removed it."""
    used.empty_work()
    used.work.rmdir()
    used.empty_work()


def test_what_cant_be_removed_is_told(used: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    """A start state with old answers in it would be none."""

    def refused(_: str, **__: int) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "unlink", refused)
    with pytest.raises(StateError, match=r"work/.* can't be removed: Permission denied"):
        used.empty_work()


def test_setup_acts_as_the_suite(attempt: Attempt) -> None:
    """A cluster of an earlier version has one kubeconfig for the learner and the suite."""
    folder = attempt.cluster_folder("cluster1")
    assert attempt.cluster_kubeconfig("cluster1") == folder / "kubeconfig"
    folder.mkdir(parents=True)
    (folder / OWN_KUBECONFIG).touch()
    assert attempt.cluster_kubeconfig("cluster1") == folder / OWN_KUBECONFIG
