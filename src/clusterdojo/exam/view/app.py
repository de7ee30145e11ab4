"""The view itself: what is shown, and what each key does."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType
from textual.timer import Timer

from clusterdojo.errors import DojoError
from clusterdojo.exam.view import keys, shell_window
from clusterdojo.exam.view.countdown import figures
from clusterdojo.exam.view.ending import Grading, verdict_line
from clusterdojo.exam.view.jobs import Finished, Job, Jobs, JobThread
from clusterdojo.exam.view.picture import Picture
from clusterdojo.exam.view.protocol import Shell, ShortResult, Sitting
from clusterdojo.exam.view.sheets import Notice, Question, check_text, help_text, submit_text
from clusterdojo.exam.view.task_list import TaskList
from clusterdojo.exam.view.task_pane import TaskPane

if TYPE_CHECKING:
    from clusterdojo.grading.result import Result

EVERY_SECONDS = 0.5
# Who goes down the list passes tasks by: only where they stay is the task chosen, and woken up.
SETTLE_SECONDS = 0.4


class ExamApp(Picture):
    """The full-screen view. It ends with a line that stays on the terminal."""

    BINDINGS: ClassVar[list[BindingType]] = keys.BINDINGS

    def __init__(
        self,
        sitting: Sitting,
        *,
        jobs: Jobs | None = None,
        every: float = EVERY_SECONDS,
        settle: float = SETTLE_SECONDS,
    ) -> None:
        """The view of that exam.

        Args:
            sitting: The exam.
            jobs: Who runs what may take long; a thread without it.
            every: Seconds between two looks at the exam.
            settle: Seconds after which the shown task is the chosen one; 0 for at once.
        """
        super().__init__(sitting)
        self._errands = jobs or JobThread(self.post_message)
        self._every, self._settle = every, settle
        self._settling: Timer | None = None
        self._digits = keys.Digits()
        self._stuck = False  # grading has failed; it is tried again when the learner says so

    def on_mount(self) -> None:
        """Show the exam, and look at it again and again."""
        self.tick()
        self.set_interval(self._every, self.tick)
        scroller = self._main().query_one(TaskPane).scroller
        for name in ("scroll_y", "virtual_size"):
            self.watch(scroller, name, self._tell, init=False)

    def tick(self) -> None:
        """Read the exam again: its clock, changes by other processes, and whether it has ended."""
        if not self._look():
            return
        record = self._record
        if self._position.follow(record):
            self._go(self._position.shown)
        self._draw()
        if record.phase in {"ended", "graded"}:
            self._end("The exam has ended.")
        elif record.phase == "running" and self._left <= 0:
            self._end("Time is up.")

    # What is done outside of the view's thread

    def _put(
        self,
        work: Callable[[], Any],
        then: Callable[[Any], object],
        failed: Callable[[DojoError], object] | None = None,
    ) -> None:
        self._errands.put(Job(work, then, failed or self._trouble, _raise))

    def on_finished(self, message: Finished) -> None:
        """A job is done."""
        message.then()

    # The keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Some keys do nothing at the end."""
        del parameters
        return self._grading is None or action not in keys.NOT_AT_THE_END

    def action_step(self, by: int) -> None:
        """Go to the task before or after."""
        numbers = [task.number for task in self._record.tasks]
        index = numbers.index(self._position.shown) + by
        if 0 <= index < len(numbers):
            self._go(numbers[index])
        else:
            self.say("This is the last task." if by > 0 else "This is the first task.")

    def action_digit(self, digit: int) -> None:
        """Go to the task of that number, or of the number that two digits make."""
        numbers = {task.number for task in self._record.tasks}
        number = self._digits.number(digit, numbers)
        if number in numbers:
            self._go(number)
        else:
            self.say(f"There is no task {number}.")

    def on_task_list_chosen(self, message: TaskList.Chosen) -> None:
        """Go to the task that was clicked."""
        self._go(message.number)

    def _go(self, number: int) -> None:
        self._position.go(number, self._record)
        self.say("")
        self._draw()
        if self._settling is not None:
            self._settling.stop()
        if self._settle:
            self._settling = self.set_timer(self._settle, self._choose)
        else:
            self._choose()

    def _choose(self) -> None:
        """Tell the exam which task is before the learner, if it does not know."""
        if self._settling is not None:
            self._settling.stop()
            self._settling = None
        number = self._position.wanted
        if number is None or self._grading is not None:
            return

        def chosen(_: object) -> None:
            self._position.chosen(number)
            self.tick()

        def failed(error: DojoError) -> None:
            self._position.refused()
            self._trouble(error)

        self._put(lambda: self._sitting.choose(number), chosen, failed)

    def action_scroll(self, way: str) -> None:
        """Show another part of the text."""
        scroller = (
            self._main().query_one(TaskPane).scroller
            if self._grading is None
            else self._main().query_one("#ending")
        )
        getattr(scroller, f"scroll_{way}")(animate=False)

    def action_list(self) -> None:
        """Give the text the whole width, or show the list again."""
        self._main().query_one(TaskList).toggle_class("hidden")

    def action_flag(self) -> None:
        """Mark the task to come back to, or take the mark away."""
        task = self.shown_task
        number, on = task.number, not task.flagged
        self._put(lambda: self._sitting.flag(number, on=on), lambda _: self.tick())

    def action_shell(self) -> None:
        """Open the task's shell."""
        if self._record.phase == "preparing":
            self.say("The clock does not run yet: shells open when it does.")
            return
        number = self._position.shown
        self._choose()
        self.say(f"The shell of task {number} is being opened.")
        self._put(
            lambda: self._sitting.shell_command(number), lambda shell: self._open(shell, number)
        )

    def _open(self, shell: Shell, number: int) -> None:
        if number != self._position.shown or self._grading is not None:
            self.say(f"Task {number} is ready; its shell was not opened, because you went on.")
            return
        try:
            if os.environ.get("TMUX"):
                shell_window.open_in_tmux(shell, number)
                self.say(f"Task {number} has a new tmux window; `exit` closes it.")
            else:
                with self.suspend():
                    shell_window.run_here(shell, number)
                self.say("")
        except DojoError as error:
            self._trouble(error)
        self.refresh(layout=True)
        self.tick()

    def action_check(self) -> None:
        """Grade the task now, where that is allowed."""
        number = self._position.shown
        if not self._record.practice:
            self.say("Checks are allowed only in practice exams (--practice).")
            return

        def checked(result: "Result") -> None:
            self.say("")
            if self._grading is None:
                self.push_screen(Notice(check_text(number, result)))

        self.say(f"Task {number} is being checked.")
        self._put(lambda: self._sitting.check(number), checked)

    def action_help(self) -> None:
        """Show the keys."""
        self.push_screen(Notice(help_text(practice=self._record.practice)))

    def action_submit(self) -> None:
        """Ask, and end the exam."""
        if self._stuck:
            self._grading = None
            self._end("The exam has ended.", again=True)
        elif self._record.phase == "preparing":
            self.say("The exam has not begun: there is nothing to submit.")
        elif self._grading is None:
            question = Question(submit_text(self._record, self._left))
            self.push_screen(question, lambda yes: self._end("Submitted.") if yes else None)

    # The end

    def _end(self, why: str, *, again: bool = False) -> None:
        """Have everything graded, and show how far that is."""
        if self._grading is not None or (self._stuck and not again):
            return
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self._stuck = False
        grading = Grading(why)
        self._grading = grading
        self.say("")
        self._put(lambda: self._sitting.submit(grading), self._graded, self._not_graded)
        self._draw()

    def _graded(self, verdict: ShortResult) -> None:
        self._verdict = verdict
        self.tick()

    def _not_graded(self, error: DojoError) -> None:
        if self._look() and self._record.phase == "running" and self._left > 0:
            self._grading = None
            self._draw()
            self._trouble(error)
            return
        self._stuck = True
        self.say(f"{error.what} {error.do} S tries to grade again.", trouble=True)

    def action_leave(self) -> None:
        """Leave the view; the exam is none of its business."""
        if self._verdict is not None:
            self.exit(verdict_line(self._verdict))
        elif self._grading is not None:
            self.exit("Grading goes on without the view. `dojo exam` shows how far it is.")
        elif self._record.phase == "preparing":
            self.exit("The exam is still being prepared. `dojo exam` comes back to it.")
        else:
            self.exit(f"The clock goes on: {figures(self._left)} left. `dojo exam` comes back.")

    async def action_quit(self) -> None:
        """Textual's own way out is ours."""
        self.action_leave()

    def action_help_quit(self) -> None:
        """Ctrl+C leaves by mistake too easily: in the shells it is an everyday key."""
        self.say("q leaves the view; the clock goes on.")


def _raise(error: Exception) -> None:
    raise error
