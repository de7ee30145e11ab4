"""The clock: how much time is left, in figures and in a word."""

import math
from dataclasses import dataclass
from typing import Literal

from clusterdojo.exam.model import ExamRecord

# Parts of the whole time: of 120 minutes, the last 15 and the last 5.
SHORT = 1 / 8
LAST = 1 / 24

Level = Literal["idle", "fine", "short", "last", "up"]


@dataclass(frozen=True)
class Countdown:
    """What the clock shows. The level becomes a colour, and the text tells the same in words."""

    text: str
    level: Level


def countdown(record: ExamRecord, left: float) -> Countdown:
    """The clock's face.

    Args:
        record: The exam.
        left: Seconds until time is up.
    """
    whole = record.minutes * 60
    if record.phase == "preparing":
        return Countdown(f"{figures(left)}, not started", "idle")
    if record.phase != "running":
        return Countdown("The exam has ended", "idle")
    if left <= 0:
        return Countdown("TIME IS UP", "up")
    if left <= whole * LAST:
        return Countdown(f"{figures(left)} left: HURRY", "last")
    if left <= whole * SHORT:
        return Countdown(f"{figures(left)} left: getting short", "short")
    return Countdown(f"{figures(left)} left", "fine")


def figures(seconds: float) -> str:
    """Such as 1:05:09. A begun second counts whole, so that 0:00:00 means that time is up."""
    whole = max(0, math.ceil(seconds))
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
