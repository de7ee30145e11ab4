"""The exam's clock: pure functions on what exam.json knows and on what the machine's clocks show.

What counts is the clock that goes on while the machine sleeps (Linux: CLOCK_BOOTTIME) and that
nobody can set. Its distance to the one that stands still meanwhile (CLOCK_MONOTONIC) is the time
slept: exact, and known whether or not a process of the exam was alive, which a gap in what the
background process has seen is not: that may be a kill just as well. Only from one boot to the next
is the wall clock all there is: then it counts, and set back it gives nothing.
"""

import datetime
import functools
import subprocess
import sys
import time
from pathlib import Path

from clusterdojo.exam.model import Clocks, ExamRecord

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
NOTICED_SECONDS = 1.0  # two clocks read one after the other differ; nobody sleeps for so short


def now() -> Clocks:
    """The readings of the machine's clocks."""
    going_on = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    standing_still = time.CLOCK_MONOTONIC
    if sys.platform == "darwin":  # there it is the other way round
        standing_still = getattr(time, "CLOCK_UPTIME_RAW", time.CLOCK_MONOTONIC)
    return Clocks(
        boot=_boot(),
        wall=datetime.datetime.now(datetime.UTC),
        running=time.clock_gettime(going_on),
        awake=time.clock_gettime(standing_still),
    )


@functools.cache
def _boot() -> str:
    """An identifier of this boot of the machine."""
    try:
        return BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        asked = ["sysctl", "-n", "kern.bootsessionuuid"]  # macOS
        try:
            return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
        except (OSError, subprocess.CalledProcessError):
            return ""


def passed(then: Clocks, at: Clocks) -> tuple[float, float]:
    """How many seconds went by between the two, and how many of them were slept through."""
    if then.boot != at.boot or at.running < then.running:
        return max(0.0, (at.wall - then.wall).total_seconds()), 0.0
    went_by = at.running - then.running
    slept = went_by - max(0.0, at.awake - then.awake)
    return went_by, slept if slept >= NOTICED_SECONDS else 0.0


def begin(record: ExamRecord, at: Clocks) -> None:
    """Start the clock."""
    record.phase = "running"
    record.started = at.wall
    record.ticked = at
    record.ends = at.wall + datetime.timedelta(minutes=record.minutes)


def tick(record: ExamRecord, at: Clocks) -> None:
    """Take down what has gone by since the last tick, for the exam and for the current task."""
    if record.phase != "running" or record.ticked is None:
        return
    counted, given_back = _since(record, at)
    until_the_end = min(counted, _left_at_tick(record))  # nothing is used after the end
    record.late_seconds += counted - until_the_end
    counted = until_the_end
    record.used_seconds += counted
    record.slept_seconds += given_back
    if record.current:
        record.task(record.current).seconds += counted
    record.ticked = at
    ends = at.wall + datetime.timedelta(seconds=_left_at_tick(record))
    # As the wall clock shows it now: where somebody has set it, this moves along.
    moved = abs((ends - record.ends).total_seconds()) if record.ends else NOTICED_SECONDS
    if moved >= NOTICED_SECONDS:
        record.ends = ends


def left(record: ExamRecord, at: Clocks) -> float:
    """Seconds until time is up: the whole time before the start, 0 after the end."""
    if record.phase == "preparing":
        return record.minutes * 60.0
    if record.phase != "running":
        return 0.0
    return max(0.0, _left_at_tick(record) - _since(record, at)[0])


def _left_at_tick(record: ExamRecord) -> float:
    return max(0.0, record.minutes * 60.0 - record.used_seconds)


def _since(record: ExamRecord, at: Clocks) -> tuple[float, float]:
    """The time since the last tick that counts, and the time slept, which does not count."""
    if record.ticked is None:
        return 0.0, 0.0
    went_by, slept = passed(record.ticked, at)
    given_back = slept if record.pause_on_sleep else 0.0
    return went_by - given_back, given_back


def in_words(minutes: int) -> str:
    """Such as 1 minute, or 80 minutes."""
    return f"{minutes} minute{'s' * (minutes != 1)}"


def text(seconds: float) -> str:
    """Such as 1:05:09, or 0:09."""
    whole = max(0, round(seconds))
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"
