"""The full-screen view of an exam. Textual is loaded only when it is shown."""

import sys

from clusterdojo.exam.view.protocol import Sitting


def show(sitting: Sitting) -> None:
    """Show the exam until the learner leaves the view; the clock goes on after that.

    Raises:
        DojoError: The exam can't be read.
    """
    from clusterdojo.exam.view.app import ExamApp

    last_word = ExamApp(sitting).run()
    if last_word:
        sys.stdout.write(f"{last_word}\n")
