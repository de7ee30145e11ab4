"""The state directory, and the lock that lets one command change it."""

import datetime
import subprocess
import sys
from pathlib import Path

import pytest

from clusterdojo import removal
from clusterdojo.attempt.model import FILE, Attempt, AttemptRecord
from clusterdojo.attempt.store import Store
from clusterdojo.errors import StateError, UsageError

HOLDER = """
import sys
from pathlib import Path
from clusterdojo.attempt.store import Store
with Store(Path(sys.argv[1])).lock():
    print("locked", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store in a directory that does not exist yet."""
    return Store(tmp_path / "state")


def saved(store: Store, attempt_id: str, phase: str = "ready") -> Attempt:
    """An attempt in the store."""
    record = AttemptRecord.model_validate(
        {
            "id": attempt_id,
            "lab": "demo",
            "engine": "kwok",
            "seed": 1,
            "values": {},
            "clusters": ["cluster1"],
            "settle_seconds": 30,
            "started": datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
            "phase": phase,
        }
    )
    attempt = Attempt(store.attempts / attempt_id, record)
    attempt.save()
    return attempt


def test_nothing_runs_in_a_new_store(store: Store) -> None:
    """The first command on a machine finds no attempt, and makes no directory to find that out."""
    assert store.running() is None
    assert store.folders() == []
    assert not store.root.exists()


def test_the_ready_attempt_is_the_one_that_runs(store: Store) -> None:
    """Commands without a name mean the attempt under way."""
    saved(store, "1-demo")
    assert store.current().record.id == "1-demo"


def test_half_made_folders_are_not_attempts(store: Store) -> None:
    """A start that was killed is neither graded nor shown as running."""
    saved(store, "1-creating", phase="creating")
    (store.attempts / "2-no-record" / "clusters").mkdir(parents=True)
    assert store.running() is None
    assert [folder.name for folder in store.folders()] == ["1-creating", "2-no-record"]


def test_a_half_made_folder_does_not_hide_the_attempt_that_runs(store: Store) -> None:
    """A killed second start takes nothing from the first one."""
    saved(store, "1-demo")
    saved(store, "2-demo", phase="creating")
    assert store.current().record.id == "1-demo"


def test_no_attempt_is_a_usage_error(store: Store) -> None:
    """`dojo check` before `dojo start` says what to do."""
    with pytest.raises(UsageError) as caught:
        store.current()
    assert str(caught.value) == "No lab is running. Start one with `dojo start LAB`."


def test_an_interrupted_start_is_told_apart_from_none(store: Store) -> None:
    """Who comes back after a crash reads that something was interrupted."""
    saved(store, "1-demo", phase="creating")
    with pytest.raises(UsageError, match="interrupted"):
        store.current()


def test_a_corrupt_record_is_told(store: Store) -> None:
    """An attempt that can't be read is never taken for none."""
    attempt = saved(store, "1-demo")
    (attempt.folder / FILE).write_text("{")
    with pytest.raises(StateError) as caught:
        store.current()
    assert str(attempt.folder / FILE) in caught.value.what
    assert "dojo stop --all" in caught.value.do


def test_a_file_in_place_of_the_attempts_is_told(store: Store) -> None:
    """A broken state directory is an error of two sentences."""
    store.root.mkdir()
    store.attempts.write_text("")
    with pytest.raises(StateError, match="can't be read"):
        store.folders()


def test_a_file_in_place_of_the_state_directory_is_told(store: Store) -> None:
    """A state directory that can't be written is told before anything is started."""
    store.root.write_text("")
    with pytest.raises(StateError, match="can't be written"), store.lock():
        pytest.fail("the lock was given")


def test_a_lock_that_is_held_is_a_usage_error(store: Store) -> None:
    """The second of two commands says so and does not wait; a killed one frees the lock."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, store.root],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"locked\n"
        with pytest.raises(UsageError, match="Another dojo command"), store.lock():
            pytest.fail("the lock was given twice")
        holder.kill()
    with store.lock():
        assert store.root.is_dir()


def test_the_lock_is_free_after_an_error(store: Store) -> None:
    """A start that failed does not stand in the way of the next one."""
    with pytest.raises(KeyError), store.lock():
        raise KeyError
    with store.lock():
        assert store.folders() == []


def test_a_removed_attempt_is_gone_with_everything_in_it(store: Store) -> None:
    """`dojo stop` leaves no folder, and removing twice is as good as once."""
    attempt = saved(store, "1-demo")
    (attempt.folder / "clusters" / "cluster1").mkdir(parents=True)
    store.remove(attempt.folder)
    store.remove(attempt.folder)
    assert store.folders() == []


def test_results_outlive_their_attempt(store: Store) -> None:
    """What was reached is kept where removing the attempt does not reach."""
    attempt = saved(store, "1-demo")
    result = store.result("1-demo")
    result.parent.mkdir()
    result.write_text("{}")
    store.remove(attempt.folder)
    assert result.read_text() == "{}"


def test_what_can_not_be_removed_goes_aside(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next start is not blocked; the error names the place, and the next stop tries again."""
    attempt = saved(store, "1-demo")
    attempt.work.mkdir()
    (attempt.work / "a").write_text("")
    refused = True
    plain = removal.empty

    def empty(folder: Path) -> None:
        if refused:
            raise StateError(f"{folder / 'work'} can't be removed.", "Remove it.")
        plain(folder)

    monkeypatch.setattr(removal, "empty", empty)
    with pytest.raises(StateError, match=r"leftovers/1-demo/work can't be removed"):
        store.remove(attempt.folder)
    assert store.folders() == []
    assert [str(problem) for problem in store.clear_leftovers()] == [
        f"{store.leftovers}/1-demo/work can't be removed. Remove it."
    ]
    refused = False
    assert store.clear_leftovers() == []
    assert list(store.leftovers.iterdir()) == []


def test_the_work_folder_is_emptied_whatever_it_is(store: Store, tmp_path: Path) -> None:
    """It stays the same folder; a link in its place is removed, and nothing behind it is."""
    attempt = saved(store, "1-demo")
    attempt.work.mkdir()
    (attempt.work / "a").write_text("")
    inode = attempt.work.stat().st_ino
    attempt.empty_work()
    assert (list(attempt.work.iterdir()), attempt.work.stat().st_ino) == ([], inode)
    attempt.work.rmdir()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a").write_text("")
    attempt.work.symlink_to(tmp_path / "mine")
    attempt.empty_work()
    assert attempt.work.is_dir()
    assert not attempt.work.is_symlink()
    assert (tmp_path / "mine" / "a").exists()
