"""`dojo check --watch` while other commands reset or end the lab."""

import datetime
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clusterdojo.attempt.model import Attempt, AttemptRecord
from clusterdojo.attempt.store import Store
from clusterdojo.cli import watching
from clusterdojo.errors import StateError
from clusterdojo.grading.result import Result
from clusterdojo.lab.suite import Suite
from tests.reporting.synthetic import NOON, result

Graded = Callable[[Attempt], Result]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with one attempt."""
    made = Store(tmp_path / "state")
    _begun(made, NOON)
    return made


def _begun(store: Store, started: datetime.datetime, name: str = "1-demo") -> Attempt:
    record = AttemptRecord(
        id=name, lab="demo", engine="kwok", seed=1, values={}, clusters=[], settle_seconds=1,
        started=started, phase="ready",
    )  # fmt: skip
    attempt = Attempt(store.attempts / name, record)
    attempt.folder.mkdir(parents=True, exist_ok=True)
    attempt.save()
    return attempt


@pytest.fixture
def watch(
    store: Store, own_suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[Attempt]]:
    """Watches, with what each check does; gives the attempts that were graded."""

    def watched(*checks: Graded) -> list[Attempt]:
        graded: list[Attempt] = []
        left = list(checks)

        def changes(_: Attempt) -> Iterator[None]:
            while True:
                yield

        def check(_store: Store, _suite: Suite, attempt: Attempt) -> Result:
            graded.append(attempt)
            return left.pop(0)(attempt)

        monkeypatch.setattr(watching, "changes", changes)
        monkeypatch.setattr(watching, "check", check)
        watching.watch(store, own_suite, store.current())
        assert not left
        return graded

    return watched


def test_it_ends_once_everything_is_earned(
    watch: Callable[..., list[Attempt]], capsys: pytest.CaptureFixture[str]
) -> None:
    """And says that it goes on only where it does."""
    watch(lambda _: result(earned=3), lambda _: result())
    told = capsys.readouterr().out
    assert told.count("watching; Ctrl-C ends") == 1
    assert told.index("watching") < told.index("solved")


def test_a_reset_is_followed(watch: Callable[..., list[Attempt]], store: Store) -> None:
    """The new clusters are graded, with their own way in; what ended meanwhile is not shown."""
    later = NOON + datetime.timedelta(minutes=5)

    def reset(_: Attempt) -> Result:
        _begun(store, later)
        return result(earned=0)

    graded = watch(lambda _: result(earned=3), reset, lambda _: result())
    assert [attempt.record.started for attempt in graded] == [NOON, NOON, later]


def test_a_check_that_a_reset_has_spoilt_is_made_again(
    watch: Callable[..., list[Attempt]], store: Store
) -> None:
    """What it could not read was there before and is there again."""

    def spoilt(_: Attempt) -> Result:
        _begun(store, NOON + datetime.timedelta(minutes=5))
        raise StateError("before.json can't be read.", "Record one.")

    assert len(watch(spoilt, lambda _: result())) == 2


def test_any_other_error_is_told(watch: Callable[..., list[Attempt]]) -> None:
    """As a check alone would tell it."""

    def full(_: Attempt) -> Result:
        raise StateError("The disk is full.", "Free some space.")

    with pytest.raises(StateError, match="disk is full"):
        watch(full)


@pytest.mark.parametrize("other", [False, True], ids=["alone", "another began"])
def test_it_ends_with_the_lab(
    watch: Callable[..., list[Attempt]],
    store: Store,
    capsys: pytest.CaptureFixture[str],
    *,
    other: bool,
) -> None:
    """Another lab is not the one that was to be watched."""

    def stop(attempt: Attempt) -> Result:
        shutil.rmtree(attempt.folder)
        if other:
            _begun(store, NOON, "2-demo")
        return result(earned=0)

    watch(stop)
    assert capsys.readouterr().out == "The lab was ended.\n"


def test_what_was_left_half_made_is_not_waited_for(
    watch: Callable[..., list[Attempt]], store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """A reset that was killed is for the next command to clear away."""

    def killed(attempt: Attempt) -> Result:
        attempt.record.phase = "creating"
        attempt.save()
        return result(earned=0)

    watch(killed)
    assert capsys.readouterr().out == "The lab was ended.\n"
    assert store.folders()
