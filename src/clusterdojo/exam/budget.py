"""Which tasks' clusters run, which wait, which come next: pure functions, within a budget."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from clusterdojo.engines.host import SPARE_MIB, free_mib
from clusterdojo.engines.registry import engine as engine_called
from clusterdojo.exam.model import ExamRecord, TaskRecord
from clusterdojo.lab.model import Lab

LEAST_MIB = 800  # two embedded clusters: with less, no exam can begin

Verb = Literal["prepare", "resume", "pause"]


@dataclass(frozen=True)
class Cost:
    """What a task's clusters take.

    Attributes:
        mib: While they run.
        is_freed: Whether pausing them gives it back; otherwise they can't be paused.
    """

    mib: int
    is_freed: bool = True


@dataclass(frozen=True)
class Step:
    """One thing to do now."""

    verb: Verb
    number: int


def default_mib() -> int:
    """The memory that is free now, less what the machine needs for itself."""
    return max(LEAST_MIB, free_mib() - SPARE_MIB)


def cost(lab: Lab, engine: str) -> Cost:
    """What a task's clusters take.

    Raises:
        UsageError: There is no such engine.
    """
    maker = engine_called(engine)
    return Cost(sum(map(maker.memory_mib, lab.clusters)), maker.can_pause)


def plan(
    record: ExamRecord, costs: Mapping[int, Cost], busy: Mapping[int, Verb],
    pinned: AbstractSet[int],
) -> list[Step]:  # fmt: skip
    """What to begin now.

    The task before the learner always gets its clusters. As many of those that follow as fit stay
    with it; one place is kept free as long as some are not prepared yet. What is not among these
    is paused as soon as its memory is wanted, the farthest first. A paused task at which
    someone has a shell comes back, too: its clusters have ended under their hands.

    Args:
        record: The exam.
        costs: What each task takes.
        busy: What is being done already, by task.
        pinned: Tasks that may not be paused: someone has a shell there.
    """
    tasks = [t for t in _from_current(record) if t.readiness != "failed" and not t.graded]
    loaded = sum(
        costs[t.number].mib for t in tasks if _takes_memory(t, costs[t.number], busy.get(t.number))
    )
    budget = record.memory_mib or loaded + sum(one.mib for one in costs.values())
    inside = _window(tasks, record, costs, budget)
    steps: list[Step] = []
    victims = [
        t.number
        for t in tasks
        if t.number not in inside | pinned | busy.keys()
        and t.readiness == "ready"
        and costs[t.number].is_freed
    ]
    freed = sum(costs[number].mib for number, verb in busy.items() if verb == "pause")
    for task in _wanted(tasks, record, inside | pinned):
        if task.number in busy:
            continue
        verb: Verb = "resume" if task.readiness == "paused" else "prepare"
        cost = costs[task.number]
        more = cost.mib if cost.is_freed or verb == "prepare" else 0
        lacking = loaded + more - budget
        while lacking > freed and victims:
            victim = victims.pop()
            freed += costs[victim].mib
            steps.append(Step("pause", victim))
        if lacking <= 0 or task.number == record.current:
            steps.append(Step(verb, task.number))
            loaded += more
        else:
            break  # room is being made, or there is none: the others wait for their turn
    return steps


def _from_current(record: ExamRecord) -> list[TaskRecord]:
    """All tasks in the order in which the learner will probably come to them."""
    return sorted(record.tasks, key=lambda t: (t.number < record.current, t.number))


def _takes_memory(task: TaskRecord, cost: Cost, verb: Verb | None) -> bool:
    if verb in ("prepare", "resume"):
        return True
    return task.readiness == "ready" or (task.readiness == "paused" and not cost.is_freed)


def _window(
    tasks: list[TaskRecord], record: ExamRecord, costs: Mapping[int, Cost], budget: int
) -> set[int]:
    """The tasks that should run: the current one, and of the prepared ones as many as fit."""
    waiting = [costs[t.number].mib for t in tasks if t.readiness in ("waiting", "preparing")]
    room = budget - max(waiting, default=0)
    chosen: set[int] = set()
    for task in tasks:
        if task.readiness in ("waiting", "preparing"):
            continue
        room -= costs[task.number].mib
        if room < 0 and task.number != record.current:
            break
        chosen.add(task.number)
    return chosen


def _wanted(
    tasks: list[TaskRecord], record: ExamRecord, running: AbstractSet[int]
) -> list[TaskRecord]:
    """The steps that make the tasks in `running` run, the most urgent first."""
    paused = [t for t in tasks if t.readiness == "paused" and t.number in running]
    waiting = [t for t in tasks if t.readiness == "waiting"]
    return sorted(paused + waiting, key=lambda t: t.number != record.current)
