"""The view, driven by its keys."""

import re
import subprocess
import sys

import pytest
from textual.app import SuspendNotSupported

from clusterdojo.exam.view import shell_window
from clusterdojo.exam.view.protocol import Shell
from clusterdojo.exam.view.task_pane import TaskPane
from clusterdojo.exam.view.task_text import TaskText
from tests.exam.view.driving import Held, Seat, drive
from tests.exam.view.fake_sitting import FakeSitting, exam_record

SIZES = [(80, 24), (200, 50)]
ROW = re.compile(r"[ ►]([ \d]\d) .*? (waiting|preparing|ready|paused|failed)\b")


def preparing() -> FakeSitting:
    """An exam whose clock does not run yet."""
    sitting = FakeSitting()
    sitting.exam.phase, sitting.exam.current, sitting.exam.started = "preparing", 0, None
    return sitting


@pytest.mark.parametrize("size", SIZES)
def test_it_shows_the_task_its_context_and_the_clock(size: tuple[int, int]) -> None:
    """What matters most is on the first screen, small or large."""

    async def play(seat: Seat) -> None:
        await seat.sees("Two Deployments run in namespace")
        seen = seat.seen()
        assert "Cluster maintenance" in seen
        assert "1:23:45 left" in seen
        assert "Task 1 · 6.25% · architecture · easy · 8 min" in seen
        assert "Context: cluster1" in seen
        assert "Taint, cordon or drain, each on the right node" in seen

    drive(play, FakeSitting(), size)


@pytest.mark.parametrize("size", SIZES)
def test_all_sixteen_tasks_are_in_sight(size: tuple[int, int]) -> None:
    """The list shows each task's number and readiness without scrolling."""

    async def play(seat: Seat) -> None:
        rows = [ROW.match(line) for line in seat.lines()]
        listed = {int(row[1]): row[2] for row in rows if row}
        assert listed == {task.number: task.readiness for task in seat.app._record.tasks}

    drive(play, FakeSitting(), size)


def test_n_and_p_go_to_the_next_and_the_previous_task() -> None:
    """The exam is told which task is before the learner."""
    sitting = FakeSitting()

    async def play(seat: Seat) -> None:
        await seat.press("n")
        await seat.press("down")
        await seat.press("p")
        await seat.sees("Task 2")

    drive(play, sitting)
    assert sitting.asked == [("choose", 2), ("choose", 3), ("choose", 2)]


def test_the_first_and_the_last_task_are_the_ends() -> None:
    """Going on at an end says so, and chooses nothing."""
    sitting = FakeSitting(exam_record(1))

    async def play(seat: Seat) -> None:
        await seat.press("n")
        await seat.sees("This is the last task.")
        await seat.press("up")
        await seat.sees("This is the first task.")

    drive(play, sitting)
    assert sitting.asked == []


def test_two_digits_make_one_number() -> None:
    """1 and 4 lead to task 14."""
    sitting = FakeSitting()

    async def play(seat: Seat) -> None:
        await seat.press("1", "4")
        await seat.sees("Task 14")
        await seat.press("0")
        await seat.sees("There is no task 0.")

    drive(play, sitting)
    assert sitting.exam.current == 14


def test_more_tasks_than_lines_scroll_with_the_shown_one() -> None:
    """The row of the shown task is always in sight."""

    async def play(seat: Seat) -> None:
        await seat.press("3", "0")
        await seat.pilot.pause()
        await seat.until(lambda: any(line.startswith("►30") for line in seat.lines()))

    drive(play, FakeSitting(exam_record(30)))


def test_passing_a_task_by_does_not_choose_it() -> None:
    """Only the task where the learner stays is told to the exam."""
    sitting, jobs = FakeSitting(), Held()

    async def play(seat: Seat) -> None:
        seat.app._settle = 3600
        await seat.press("n", "n", "n")
        assert jobs.jobs == []
        await seat.sees("Task 4")
        seat.app._choose()
        jobs.release()

    drive(play, sitting, jobs=jobs)
    assert sitting.asked == [("choose", 4)]


def test_a_task_chosen_elsewhere_is_shown() -> None:
    """`dojo exam task 5` in another terminal moves the view."""
    sitting = FakeSitting()

    async def play(seat: Seat) -> None:
        sitting.exam.current = 5
        await seat.tick()
        await seat.sees("Task 5 ")

    drive(play, sitting)


def test_the_view_does_not_go_back_while_the_exam_is_told() -> None:
    """Between a key and its effect in the record, the shown task stays."""
    sitting, jobs = FakeSitting(), Held()

    async def play(seat: Seat) -> None:
        await seat.press("3")
        sitting.exam.current = 2  # an earlier choice arrives late
        await seat.tick()
        await seat.sees("Task 3 ")
        jobs.release()
        await seat.tick()
        await seat.sees("Task 3 ")

    drive(play, sitting, jobs=jobs)


def test_a_refused_choice_is_told() -> None:
    """The two sentences of an error are shown, and the view lives on."""
    sitting = FakeSitting(refuses={"choose"})

    async def play(seat: Seat) -> None:
        await seat.press("n")
        await seat.sees("choose is refused. Ask later.")

    drive(play, sitting)


def test_an_error_of_the_program_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends the view with its traceback instead of looking like a key that does nothing."""
    sitting = FakeSitting()
    monkeypatch.setattr(sitting, "flag", lambda *_, **__: {"x": 0}["a bug"])

    async def play(seat: Seat) -> None:
        await seat.press("f")

    with pytest.raises(KeyError, match="a bug"):
        drive(play, sitting)


def test_f_flags_and_unflags() -> None:
    """The flag is in the list and beside the context."""
    sitting = FakeSitting()

    async def play(seat: Seat) -> None:
        await seat.press("f")
        await seat.sees("⚑ flagged")
        await seat.press("f")
        await seat.misses("flagged")

    drive(play, sitting)
    assert sitting.asked == [("flag", (1, True)), ("flag", (1, False))]


def test_long_texts_scroll_by_key_and_say_so() -> None:
    """Nobody has to find out that there is more, nor needs a mouse for it."""
    sitting = FakeSitting(text="# {title}\n\n" + "One more line.\n\n" * 60 + "The very last.\n")

    async def play(seat: Seat) -> None:
        await seat.tick()
        await seat.sees("more text below")
        await seat.press("end")
        await seat.sees("The very last.")
        await seat.misses("more text below")
        await seat.press("home")
        await seat.sees("Taint, cordon or drain")

    drive(play, sitting)


def test_another_task_begins_at_its_top() -> None:
    """Where the last text was scrolled to does not matter to the next one."""
    sitting = FakeSitting(text="# {title}\n\n" + "One more line.\n\n" * 60)

    async def play(seat: Seat) -> None:
        await seat.press("end", "n")
        await seat.pilot.pause()
        await seat.sees("Upgrade a whole cluster")

    drive(play, sitting)


def test_commands_are_wrapped_and_not_cut() -> None:
    """A long command in a block can be read to its end at 80 columns."""
    command = "kubectl " + "x" * 60 + "-end"
    sitting = FakeSitting(text=f"```\n{command}\n```\n")

    async def play(seat: Seat) -> None:
        def whole() -> bool:
            right = "".join(line[31:].strip() for line in seat.lines())
            return command.replace(" ", "") in right.replace(" ", "")

        await seat.until(whole)

    drive(play, sitting)


def test_l_gives_the_text_the_whole_width() -> None:
    """The list goes and comes back."""

    async def play(seat: Seat) -> None:
        await seat.press("l")
        await seat.misses("archit.")
        await seat.press("l")
        await seat.sees("archit.")

    drive(play, FakeSitting())


def test_titles_are_not_told_before_the_clock_runs() -> None:
    """Some of them are half of the task."""

    async def play(seat: Seat) -> None:
        assert "Upgrade a whole cluster" not in seat.seen()

    drive(play, preparing(), (200, 50))


def test_an_exam_in_preparation_shows_what_is_ready() -> None:
    """No text before the clock runs, and no clock that seems to."""
    sitting = preparing()

    async def play(seat: Seat) -> None:
        seen = seat.seen()
        assert "not started" in seen
        assert "13 of 16 tasks are ready" in seen
        assert "Two Deployments" not in seen
        await seat.press("n", "s")
        await seat.sees("shells open when it does")
        await seat.press("S")
        await seat.sees("nothing to submit")

    app = drive(play, sitting)
    assert sitting.asked == []
    assert app.return_value is None


def test_the_first_task_is_chosen_when_the_clock_starts() -> None:
    """Its time counts from then on, and its text appears."""
    sitting = preparing()

    async def play(seat: Seat) -> None:
        sitting.exam.phase = "running"
        await seat.tick()
        await seat.pilot.pause()
        await seat.sees("Two Deployments")

    drive(play, sitting)
    assert sitting.asked == [("choose", 1)]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (13, "ready"),  # paused: choosing it brings it back
        (14, "could not be prepared: kube-apiserver ended with code 1."),
        (15, "are being prepared"),
        (16, "wait for their turn"),
    ],
)
def test_what_is_not_ready_says_why(number: int, told: str) -> None:
    """Each state of readiness is a sentence beside the task."""

    async def play(seat: Seat) -> None:
        await seat.press(*str(number))
        await seat.sees(told)

    drive(play, FakeSitting(unmade={15, 16}))


def test_text_that_is_not_made_yet_appears_when_it_is() -> None:
    """The view looks again by itself."""
    sitting = FakeSitting(unmade={1})

    async def play(seat: Seat) -> None:
        assert "Two Deployments" not in seat.seen()
        sitting.unmade.clear()
        await seat.tick()
        await seat.pilot.pause()
        await seat.sees("Two Deployments")

    drive(play, sitting)


def test_text_that_cannot_be_read_is_told() -> None:
    """An unreadable task is an error on the screen, not the end of the view."""

    async def play(seat: Seat) -> None:
        await seat.sees("task_text is refused. Ask later.")

    drive(play, FakeSitting(refuses={"task_text"}))


def test_a_record_that_cannot_be_read_is_told() -> None:
    """What was last known stays on the screen."""
    sitting = FakeSitting()

    async def play(seat: Seat) -> None:
        sitting.refuses.add("record")
        await seat.tick()
        await seat.sees("record is refused. Ask later.")
        await seat.sees("Task 1")

    drive(play, sitting)


def test_the_shell_opens_a_window_in_tmux(monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside tmux the view stays where it is."""
    opened: list[tuple[Shell, int]] = []
    monkeypatch.setenv("TMUX", "/tmp/tmux-0/default,1,0")  # noqa: S108 - nothing is there
    monkeypatch.setattr(shell_window, "open_in_tmux", lambda shell, n: opened.append((shell, n)))

    async def play(seat: Seat) -> None:
        await seat.press("2", "s")
        await seat.sees("Task 2 has a new tmux window")

    sitting = FakeSitting()
    drive(play, sitting)
    assert opened == [(sitting.shell_command(2), 2)]


def test_the_shell_takes_the_terminal_without_tmux(monkeypatch: pytest.MonkeyPatch) -> None:
    """The view gives its terminal up; a test's has none to give, and says that."""
    monkeypatch.delenv("TMUX", raising=False)

    async def play(seat: Seat) -> None:
        with pytest.raises(SuspendNotSupported):
            seat.app._open(seat.app._sitting.shell_command(1), 1)

    drive(play, FakeSitting())


def test_a_shell_that_comes_late_does_not_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who went on to another task is not thrown into the shell of the last one."""
    monkeypatch.setattr(shell_window, "open_in_tmux", lambda *_: pytest.fail("opened"))
    monkeypatch.setenv("TMUX", "x")
    jobs = Held()

    async def play(seat: Seat) -> None:
        await seat.press("s", "2")
        jobs.release()
        assert "its shell was not opened" in " ".join(seat.app._said.split())

    drive(play, FakeSitting(), jobs=jobs)


def test_a_shell_of_a_task_that_is_not_ready_is_refused() -> None:
    """The sentence says why."""

    async def play(seat: Seat) -> None:
        await seat.press("1", "5", "enter")
        await seat.sees("Task 15 is not ready.")

    drive(play, FakeSitting())


def test_an_exam_has_no_checks() -> None:
    """The key says where there are some; nothing is graded."""
    sitting = FakeSitting()

    async def play(seat: Seat) -> None:
        await seat.press("c")
        await seat.sees("Checks are allowed only in practice exams")

    drive(play, sitting)
    assert sitting.asked == []


def test_practice_checks_a_task() -> None:
    """The criteria and the reason are shown; Esc leads back."""
    sitting = FakeSitting()
    sitting.exam.practice = True

    async def play(seat: Seat) -> None:
        await seat.sees("practice")
        await seat.press("c")
        await seat.sees("Task 1: 2 of 4 points")
        await seat.sees("node02 still accepts [bold]new[/] pods")
        await seat.press("escape")
        await seat.misses("2 of 4 points")

    drive(play, sitting)
    assert sitting.asked == [("check", 1)]


@pytest.mark.parametrize("practice", [False, True])
def test_help_fits_the_smallest_screen(*, practice: bool) -> None:
    """Every key is explained on one screen of 80 by 24."""
    sitting = FakeSitting()
    sitting.exam.practice = practice

    async def play(seat: Seat) -> None:
        await seat.press("question_mark")
        seen = seat.seen()
        assert "the next task" in seen
        assert "whether the view is open or not." in seen
        assert "Esc or Enter: back to the exam" in seen
        assert ("check the task" in seen) is practice

    drive(play, sitting)


def test_submitting_asks_first() -> None:
    """The question names what is open; n changes nothing."""
    sitting = FakeSitting()
    sitting.exam.task(7).flagged = True

    async def play(seat: Seat) -> None:
        await seat.press("S")
        seen = seat.seen()
        assert "Never opened: 2, 3, 4, 5, 6, 7" in seen
        assert "Flagged: 7." in seen
        assert "Time left: 1:23:45." in seen
        await seat.press("n")
        await seat.misses("Submit the exam?")
        await seat.sees("Task 1 ")

    drive(play, sitting)
    assert sitting.asked == []


def test_submitting_grades_and_shows_the_result() -> None:
    """Passed or not, the score, what could not be graded, and the command that shows it whole."""
    sitting = FakeSitting()

    async def play(seat: Seat) -> None:
        await seat.press("S", "y")
        seen = seat.seen()
        assert "PASSED 71.9% (66% to pass)" in seen
        assert "Task 14 could not be graded. Score of the others: 76.7%." in seen
        assert "Full result: dojo exam result" in seen
        await seat.press("n", "f", "s", "S")
        assert seat.seen() == seen
        await seat.press("q")

    app = drive(play, sitting)
    assert sitting.asked == [("submit", None)]
    assert app.return_value == "PASSED, 71.9%. Full result: dojo exam result"


def test_time_runs_out() -> None:
    """The view says so, closes what lies over it, and shows how far grading is."""
    sitting, jobs = FakeSitting(), Held()

    async def play(seat: Seat) -> None:
        await seat.press("S")
        sitting.seconds = 0
        await seat.tick()
        await seat.tick()
        seen = seat.seen()
        assert "TIME IS UP" in seen
        assert "Time is up. Further changes do not count." in seen
        assert "Submit the exam?" not in seen
        grading = seat.app._grading
        assert grading is not None
        grading.advance(3, 16, "task 4")
        await seat.tick()
        await seat.sees("3 of 16 task 4")
        jobs.release()
        await seat.tick()
        await seat.sees("PASSED")

    drive(play, sitting, jobs=jobs)
    assert sitting.asked == [("submit", None)]


def test_an_exam_that_was_submitted_elsewhere_is_followed() -> None:
    """Its result appears in an open view, and in one that is opened later."""
    sitting = FakeSitting()

    async def play(seat: Seat) -> None:
        sitting.exam.phase = "ended"
        await seat.tick()
        await seat.sees("PASSED")

    async def again(seat: Seat) -> None:
        await seat.sees("PASSED")

    drive(play, sitting)
    drive(again, sitting)


def test_grading_that_fails_can_be_tried_again() -> None:
    """The error stays on the screen, and S asks for the grade once more."""
    sitting = FakeSitting(seconds=0, refuses={"submit"})

    async def play(seat: Seat) -> None:
        await seat.tick()
        await seat.sees("submit is refused. Ask later. S tries to grade again.")
        sitting.refuses.clear()
        await seat.press("S")
        await seat.sees("PASSED")

    drive(play, sitting)
    assert sitting.asked == [("submit", None), ("submit", None)]


def test_a_submission_that_is_refused_changes_nothing() -> None:
    """As long as the clock runs, the learner goes on."""
    sitting = FakeSitting(refuses={"submit"})

    async def play(seat: Seat) -> None:
        await seat.press("S", "y")
        await seat.sees("submit is refused. Ask later.")
        await seat.press("n")
        await seat.sees("Task 2 ")

    drive(play, sitting)


@pytest.mark.parametrize(
    ("phase", "word"),
    [
        ("running", "The clock goes on: 1:23:45 left."),
        ("preparing", "The exam is still being prepared."),
    ],
)
def test_leaving_says_what_goes_on(phase: str, word: str) -> None:
    """The last line on the terminal tells that the view was only the view."""
    sitting = FakeSitting() if phase == "running" else preparing()

    async def play(seat: Seat) -> None:
        await seat.press("q")

    app = drive(play, sitting)
    assert app.return_value is not None
    assert app.return_value.startswith(word)


def test_who_leaves_during_grading_is_told_that_it_goes_on() -> None:
    """Nobody has to wait before the screen."""

    async def play(seat: Seat) -> None:
        await seat.press("q")

    app = drive(play, FakeSitting(seconds=0), jobs=Held())
    assert app.return_value is not None
    assert app.return_value.startswith("Grading goes on")


def test_ctrl_c_does_not_leave() -> None:
    """It says which key does."""

    async def play(seat: Seat) -> None:
        await seat.press("ctrl+c")
        await seat.sees("q leaves the view; the clock goes on.")

    app = drive(play, FakeSitting())
    assert app.return_value is None


def test_a_click_chooses_too() -> None:
    """Those who have a mouse may use it."""
    sitting = FakeSitting()

    async def play(seat: Seat) -> None:
        await seat.pilot.click("#rows", offset=(5, 2))
        await seat.pilot.pause()

    drive(play, sitting)
    assert sitting.asked == [("choose", 3)]


def test_a_terminal_that_grows_is_used() -> None:
    """After a resize the list has the whole words."""

    async def play(seat: Seat) -> None:
        assert "architecture    ready" not in "\n".join(seat.lines())
        await seat.pilot.resize_terminal(200, 50)
        await seat.pilot.pause()
        await seat.until(lambda: "architecture    ready" in "\n".join(seat.lines()))

    drive(play, FakeSitting())


def test_textual_is_loaded_only_to_show() -> None:
    """Who asks for `dojo exam status` does not wait for it."""
    code = "import sys, clusterdojo.exam.view; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_leaving_at_once_is_no_trouble() -> None:
    """The first text comes after the clock: by then the learner may be gone."""

    async def play(seat: Seat) -> None:
        await seat.sees("Two Deployments run in namespace")
        pane = seat.app.query_one(TaskPane)
        await pane.query(TaskText).remove()
        await seat.pilot.press("q")
        await pane._show_text()

    left = drive(play, FakeSitting())
    assert left.return_value == "The clock goes on: 1:23:45 left. `dojo exam` comes back."
