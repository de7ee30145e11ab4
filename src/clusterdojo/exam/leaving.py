"""Abandoning an exam, and clearing away what a killed command left of one."""

from clusterdojo import processes
from clusterdojo.errors import StateError
from clusterdojo.exam.folder import Exam, Exams, remove
from clusterdojo.exam.grading import clear
from clusterdojo.exam.nearby import FILE
from clusterdojo.progress import Progress

OVER = "The exam was abandoned, and is not graded."


def stop(exam: Exam, progress: Progress) -> None:
    """End an exam without a grade; nothing of it is left.

    Raises:
        ContainerEngineError: Containers can't be removed; the next call goes on.
    """
    progress.stage(f"ending {exam.folder.name}")
    if (exam.folder / FILE).exists():
        from clusterdojo.exam import seat

        seat.tell(exam, OVER)
    # exam.json goes first: what is left is no exam, whenever this is killed.
    (exam.folder / FILE).unlink(missing_ok=True)
    processes.end(exam.keeper)
    clear(exam)
    remove(exam.folder)


def clear_remains(exams: Exams, progress: Progress) -> list[str]:
    """Clear away what has no exam.json any more. Call it with the lock held.

    Returns:
        The names of what was cleared away.
    """
    found = exams.remains()
    for folder in found:
        progress.note(f"clearing away {folder.name}, which was interrupted")
        stop(Exam(folder), progress)
    return [folder.name for folder in found]


def is_over(exam: Exam) -> bool:
    """Whether it is graded and has no clusters any more: nothing is left to end."""
    try:
        return exam.read().phase == "graded" and not exam.tasks.exists()
    except StateError:
        return False


def stop_all(exams: Exams, progress: Progress) -> list[str]:
    """End every exam, and forget those that are graded; their results are kept.

    Returns:
        The names of what was ended; a graded exam had ended before.
    """
    ended = []
    with exams.lock():
        for exam in map(Exam, exams.folders()):
            if is_over(exam):
                remove(exam.folder)
            else:
                stop(exam, progress)
                ended.append(exam.folder.name)
    return ended
