"""What an exam forbids: help of any kind, in the shells of its tasks."""

from pathlib import Path

from clusterdojo.attempt.store import Store
from clusterdojo.errors import UsageError


def exam_of(store: Store) -> Path | None:
    """The folder of the exam that a task's store belongs to; None for any other store.

    The marker is the exam itself: the store lies in its folder. No variable says so, that somebody
    could take away.
    """
    folder = store.root.parent.parent
    return folder if store.root.parent.name == "tasks" and (folder / "exam.json").exists() else None


def refuse(store: Store, instead: str, what: str, *, unless_practice: bool = False) -> None:
    """Refuse a command in the shell of an exam's task.

    Args:
        store: The one that the command is about.
        instead: What to do, as a sentence.
        what: What there is none of, such as "no hints".
        unless_practice: Whether it is allowed in a practice.

    Raises:
        UsageError: It is an exam's.
    """
    folder = exam_of(store)
    if folder is None:
        return
    if unless_practice:
        from clusterdojo.exam.folder import Exam  # rarely needed

        if Exam(folder).read().practice:
            return
    raise UsageError(f"This is the shell of an exam: {what}.", instead)
