"""Where an exam's rules hold: in the shells of its tasks, and beside them until it has ended."""

from clusterdojo.errors import StateError
from clusterdojo.exam import clock
from clusterdojo.exam.folder import Exam, Exams


def has_ended(exam: Exam) -> bool:
    """Whether nothing more counts; an exam whose time is up is ended here, if nothing did it yet.

    Raises:
        StateError: exam.json can't be read or written.
    """
    record = exam.read()
    if record.phase == "running" and clock.left(record, clock.now()) <= 0:
        from clusterdojo.exam import preparer  # rarely needed
        from clusterdojo.exam.ending import end

        end(exam)
        preparer.begin(exam)  # it grades what has ended
        return True
    return record.phase not in ("preparing", "running")


def being_sat(exams: Exams) -> Exam | None:
    """The exam that is prepared or sat now; None if there is none, or only an unreadable one."""
    try:
        exam = exams.under_way()
        return None if exam is None or has_ended(exam) else exam
    except StateError:
        return None  # such an exam can't be gone on with either
