"""Whether a state directory belongs to an exam or holds one, found by names alone.

Commands ask before they do anything, so this imports none of an exam's models.
"""

from pathlib import Path

FILE = "exam.json"
FOLDER = "exams"
TASKS = "tasks"  # of an exam: a state directory for each of its tasks


def exam_above(state: Path) -> Path | None:
    """The folder of the exam whose task a state directory belongs to; None for any other.

    The marker is the exam itself: the directory lies in its folder. No variable says so, which
    could be taken away.
    """
    folder = state.parent.parent
    return folder if state.parent.name == TASKS and (folder / FILE).exists() else None


def any_exam(state: Path) -> bool:
    """Whether there is an exam whose rules might hold for a state directory, ended ones included.

    A folder that can't be listed counts as one: what reads it tells what is wrong.
    """
    if exam_above(state):
        return True
    try:
        return any(one.is_dir() for one in (state / FOLDER).iterdir())
    except FileNotFoundError:
        return False
    except OSError:
        return True
