"""Where the learner is: the task that is shown, and what the exam knows of that."""

from clusterdojo.exam.model import ExamRecord


class Position:
    """The view goes first and the exam's record follows, or the other way round.

    Attributes:
        shown: The task that is shown.
        wanted: The same while the exam has still to be told; None otherwise.
    """

    def __init__(self, record: ExamRecord) -> None:
        self.shown = record.current or record.tasks[0].number
        self.wanted: int | None = None
        self._recorded = record.current

    def go(self, number: int, record: ExamRecord) -> None:
        """Show another task. As long as the clock does not run, the exam needs not know."""
        self.shown = number
        if record.phase == "running":
            self.wanted = number

    def chosen(self, number: int) -> None:
        """The exam knows; the learner may be somewhere else by now."""
        if self.wanted == number:
            self.wanted = None
            self._recorded = number

    def refused(self) -> None:
        """The exam does not take it."""
        self.wanted = None

    def follow(self, record: ExamRecord) -> bool:
        """Go where the record is, such as after `dojo exam task 5` in another terminal.

        Returns:
            Whether the clock runs and no task is before the learner: the shown one has to be.
        """
        if record.current != self._recorded:
            self._recorded = record.current
            if record.current and self.wanted is None:
                self.shown = record.current
        return record.phase == "running" and not record.current and self.wanted is None
