"""kill -9 at any moment: the next command resumes or cleans, and nothing is left over."""

import os
import signal
import time

import pytest

from tests.chance import chance
from tests.e2e.user import LAB, Dojo

pytestmark = pytest.mark.slow
MOMENTS = 20


def test_twenty_random_moments(dojo: Dojo) -> None:
    """Killed anywhere in start, check or stop, no process, port or folder outlives stop --all."""
    moments, repeat = chance()
    for moment in range(MOMENTS):
        command = ["start", "check", "stop"][moment % 3]
        if command == "start":
            dojo("stop", "--all")
        victim = dojo.begin(command, *([LAB] if command == "start" else []))
        seconds = moments.uniform(0.05, {"start": 4.0, "check": 1.0, "stop": 1.0}[command])
        time.sleep(seconds)
        os.killpg(victim.pid, signal.SIGKILL) if moments.random() < 0.5 else victim.kill()
        victim.communicate()
        where = f"{repeat}: {command} killed after {seconds:.2f} s"

        told = dojo("status")
        assert told.returncode == 0, f"{where}: {told.stderr}"
        if command == "start" and "No lab is running" in told.stdout:
            # The next start clears away what is left, and succeeds.
            again = dojo("start", LAB)
            assert again.returncode == 0, f"{where}: {again.stderr}"
            assert len(dojo.folders) == 1, where
        if dojo.folders and command != "stop":
            checked = dojo("check")
            assert checked.returncode == 1, f"{where}: {checked.stdout}{checked.stderr}"
        if command == "stop" or moment == MOMENTS - 1:
            assert dojo("stop", "--all").returncode == 0, where
            assert dojo.processes == [], where
            assert dojo.folders == [], where


def test_stop_all_ends_only_what_it_started(dojo: Dojo) -> None:
    """A cluster of another state directory survives somebody else's `dojo stop --all`."""
    other = Dojo(dojo.home / "other")
    other.home.mkdir()
    try:
        assert other("start", LAB).returncode == 0
        assert dojo("start", LAB).returncode == 0
        assert dojo("stop", "--all").returncode == 0
        assert dojo.processes == []
        assert other("check").returncode == 1
    finally:
        other("stop", "--all")
    assert other.processes == []
