"""Tests of cli.interrupts: a Ctrl-C is never lost, other faults are told as ever."""

import subprocess
import sys

CLOSING = """
import os, signal, time, weakref
from clusterdojo.cli.interrupts import keep_interrupts

class Pool: pass

def close():
    {deed}

keep_interrupts()
pool = Pool()
weakref.finalize(pool, close)
try:
    del pool
    time.sleep({rest})
    print("went on")
except KeyboardInterrupt:
    print("ended")
"""


def closing(deed: str, rest: int) -> subprocess.CompletedProcess[str]:
    """A program that does `deed` in a finalizer, and sleeps for `rest` seconds then."""
    program = CLOSING.format(deed=deed, rest=rest)
    return subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True, timeout=60
    )


def test_ctrl_c_in_a_finalizer_ends_the_command() -> None:
    """It is raised again where it can be caught, and no traceback is shown."""
    done = closing("os.kill(os.getpid(), signal.SIGINT); time.sleep(5)", rest=20)
    assert (done.stdout, done.stderr) == ("ended\n", "")


def test_another_fault_in_a_finalizer_is_told() -> None:
    """Only Ctrl-C is treated so."""
    done = closing("1 / 0", rest=0)
    assert done.stdout == "went on\n"
    assert "ZeroDivisionError" in done.stderr
