"""What is waited for is told on a terminal, and only when it takes its time."""

import contextlib
import io
import time

import pytest

from clusterdojo.cli import waiting as module
from clusterdojo.cli.waiting import waiting


class Terminal(io.StringIO):
    """What a terminal was sent."""

    def isatty(self) -> bool:
        """It is one."""
        return True


def _told(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch, seconds: float) -> str:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("sys.stderr", stream)
    elsewhere = io.StringIO()
    with waiting("the cluster is restless"), contextlib.redirect_stderr(elsewhere):
        time.sleep(seconds)
    assert not elsewhere.getvalue()
    return stream.getvalue()


def test_a_long_wait_is_told_whatever_is_redirected(monkeypatch: pytest.MonkeyPatch) -> None:
    """The run of a check catches standard error; this is not for it."""
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.0)
    assert "the cluster is restless" in _told(Terminal(), monkeypatch, 0.5)


def test_a_short_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing flickers."""
    assert _told(Terminal(), monkeypatch, 0.0) == ""


def test_nothing_is_told_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log has no use for a spinner."""
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.0)
    assert _told(io.StringIO(), monkeypatch, 0.1) == ""


def test_an_error_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error is the caller's."""
    monkeypatch.setattr("sys.stderr", Terminal())
    with pytest.raises(ValueError, match="mine"), waiting("x"):
        raise ValueError("mine")
