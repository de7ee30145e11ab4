"""Users with a state directory and a home of their own."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from clusterdojo.seal import Key
from tests.e2e.sitting import Learner
from tests.e2e.user import LAB, Dojo


@pytest.fixture
def dojo(tmp_path: Path) -> Iterator[Dojo]:
    """A new user; whatever the test leaves running is ended."""
    user = Dojo(tmp_path)
    yield user
    user("stop", "--all")
    for process in user.processes:
        process.send_signal(signal.SIGKILL)


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    """A new user who sits exams; whatever the test leaves running is ended."""
    user = Learner(tmp_path)
    yield user
    user("stop", "--all")
    for process in user.processes:
        process.send_signal(signal.SIGKILL)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dojo]:
    """A user with a running lab that the tests of a module share, and leave as it is."""
    user = Dojo(tmp_path_factory.mktemp("user"))
    Key.make(user.home / "class.key")
    who = ("--learner", "Ada Lovelace", "--key", str(user.home / "class.key"))
    done = user("start", LAB, "--seed", "1", *who)
    assert done.returncode == 0, done.stderr
    yield user
    user("stop", "--all")
    assert not user.processes
