"""A criterion has a time of its own."""

import contextlib
import threading
import time
from dataclasses import dataclass

import pytest

from clusterdojo.grading import limit
from clusterdojo.grading.limit import limited
from clusterdojo.grading.outcomes import OverdueError


@dataclass
class Waited:
    """Who waited for clusters."""

    waited: float = 0.0


def test_what_takes_too_long_is_ended() -> None:
    """Not solved, since an OverdueError is a finding."""
    begun = time.monotonic()
    told = r"^this took longer than 0\.1 s, and was ended$"
    with pytest.raises(OverdueError, match=told), limited(None, 0.1):
        time.sleep(30)
    assert time.monotonic() - begun < 10
    assert issubclass(OverdueError, AssertionError)


def test_code_that_suppresses_errors_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody's `suppress` must not make a criterion endless."""
    monkeypatch.setattr(limit, "AGAIN_SECONDS", 0.1)

    def endless() -> None:
        with contextlib.suppress(AssertionError):
            time.sleep(30)
        time.sleep(30)

    with pytest.raises(OverdueError), limited(None, 0.1):
        endless()


def test_the_wait_for_clusters_does_not_count() -> None:
    """It has a limit of the lab's, and is the same for all criteria."""
    clusters = Waited()
    with limited(clusters, 0.1):
        clusters.waited = 60.0
        time.sleep(0.3)


def test_afterwards_nothing_rings() -> None:
    """The next criterion has all of its time."""
    with limited(None, 0.1):
        pass
    time.sleep(0.2)


def test_another_thread_goes_on_without_a_limit() -> None:
    """Only the main one can be interrupted."""
    done: list[bool] = []

    def work() -> None:
        with limited(None, 0.01):
            time.sleep(0.1)
        done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
