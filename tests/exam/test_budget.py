"""Which clusters run within the memory that there is."""

import pytest

from clusterdojo.exam.budget import Cost, Step, Verb, cost, default_mib, plan
from clusterdojo.exam.model import ExamRecord
from clusterdojo.lab.model import ClusterSpec, Lab, NodeSpec
from tests.exam.sat import record, task

COST = 450


def _steps(
    made: ExamRecord, *, busy: dict[int, Verb] | None = None, pinned: frozenset[int] = frozenset()
) -> list[Step]:
    costs = {t.number: Cost(COST, is_freed=t.engine == "kwok") for t in made.tasks}
    return plan(made, costs, busy or {}, pinned)


def _exam(states: str, *, current: int = 1, room: float = 0) -> ExamRecord:
    names = {"w": "waiting", "m": "preparing", "r": "ready", "p": "paused", "f": "failed"}
    tasks = [
        task(number).model_copy(update={"readiness": names[state]})
        for number, state in enumerate(states, 1)
    ]
    return record(*tasks, current=current, memory_mib=int(room * COST))


def test_without_a_limit_all_are_prepared() -> None:
    """In the learner's order."""
    assert _steps(_exam("wwww")) == [Step("prepare", n) for n in (1, 2, 3, 4)]


def test_no_more_are_prepared_than_fit() -> None:
    """And nothing is begun twice."""
    assert _steps(_exam("wwwwww", room=3)) == [Step("prepare", n) for n in (1, 2, 3)]
    assert _steps(_exam("mwwwww", room=3), busy={1: "prepare"}) == [
        Step("prepare", 2),
        Step("prepare", 3),
    ]


def test_what_is_ready_makes_room_for_what_is_not_made() -> None:
    """The farthest is paused first; the learner's own task never."""
    assert _steps(_exam("rrrw", room=3)) == [Step("pause", 3)]
    assert _steps(_exam("rrrw", room=3), busy={3: "pause"}) == []
    assert _steps(_exam("rrpw", room=3)) == [Step("prepare", 4)]
    assert _steps(_exam("rw", room=1)) == []


def test_a_shell_or_a_break_keeps_a_task_running() -> None:
    """Nobody's kubectl stops answering under their hands."""
    assert _steps(_exam("rrrw", room=3), pinned=frozenset({3})) == []


def test_a_task_with_a_shell_comes_back() -> None:
    """Its clusters have ended, however far away the learner is; but not beyond what fits."""
    made = _exam("rrpp", room=3)
    assert _steps(made, pinned=frozenset({4})) == [Step("resume", 3)]
    made.task(3).readiness = "ready"
    assert _steps(made, pinned=frozenset({4})) == []
    made.memory_mib = 4 * COST
    assert _steps(made, pinned=frozenset({4})) == [Step("resume", 4)]


def test_the_learners_task_comes_back_at_once() -> None:
    """Whatever the budget says; the others make room meanwhile."""
    assert _steps(_exam("rrp", current=3, room=2)) == [Step("pause", 2), Step("resume", 3)]
    assert _steps(_exam("rrp", current=3, room=2), pinned=frozenset({1, 2})) == [Step("resume", 3)]
    assert Step("prepare", 3) in _steps(_exam("rrw", current=3, room=2), pinned=frozenset({1, 2}))


def test_the_next_tasks_wait_ready() -> None:
    """Once all are prepared, those that follow the current one run, as many as fit."""
    assert _steps(_exam("ppprr", current=2, room=3)) == [
        Step("resume", 2),
        Step("pause", 5),
    ]
    assert _steps(_exam("prppp", current=2, room=3)) == [Step("resume", 3), Step("resume", 4)]


def test_at_rest_nothing_is_done() -> None:
    """The window is full, and nothing is waiting."""
    assert _steps(_exam("rrpp", room=2)) == []


def test_failed_and_graded_tasks_take_no_part() -> None:
    """There is nothing of them."""
    made = _exam("fw", room=1)
    assert _steps(made) == [Step("prepare", 2)]


def test_frozen_containers_keep_their_memory() -> None:
    """So a paused task on real nodes makes no room, and comes back for nothing."""
    tasks = [task(1), task(2, "paused", engine="kind"), task(3, "waiting")]
    made = record(*tasks, current=1, memory_mib=2 * COST)
    assert _steps(made) == []
    made.current = 2
    assert _steps(made)[0] == Step("resume", 2)


@pytest.mark.parametrize("room", [1, 2, 3, 5])
@pytest.mark.parametrize("path", [(1, 2, 3, 4, 5, 6), (6, 1, 5, 2, 4, 3)])
def test_every_task_is_prepared_once_and_the_budget_is_kept(
    room: int, path: tuple[int, ...]
) -> None:
    """However the learner goes, at most one task too many runs: their own."""
    made = _exam("wwwwww", current=0, room=room)
    prepared: list[int] = []
    for current in path:
        made.current = current
        for _ in range(40):
            for step in _steps(made):
                found = made.task(step.number)
                if step.verb == "prepare":
                    prepared.append(step.number)
                found.readiness = "paused" if step.verb == "pause" else "ready"
            assert sum(t.readiness == "ready" for t in made.tasks) <= max(room, 1) + 1
        assert made.task(current).readiness == "ready"
    assert sorted(prepared) == [1, 2, 3, 4, 5, 6]


def test_real_nodes_cost_by_their_machines() -> None:
    """Simulated ones by their control planes."""
    two = [
        ClusterSpec(name="a"),
        ClusterSpec(name="b", nodes=[NodeSpec(name="controlplane", role="control-plane")]),
    ]
    lab = Lab.model_construct(clusters=two)
    assert cost(lab, "kwok") == Cost(800, is_freed=True)
    assert cost(lab, "kind") == Cost(2 * 670 + 2 * 290, is_freed=False)


def test_the_default_leaves_something_to_the_machine() -> None:
    """And is never too little to begin."""
    assert default_mib() >= 800
