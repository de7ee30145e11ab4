"""Work outside of the view's thread."""

import queue
import threading

from clusterdojo.errors import DojoError, EngineError
from clusterdojo.exam.view.jobs import Finished, Job, JobThread


def told(job: Job) -> None:
    """Run a job and tell its outcome."""
    job.run()()


def job(work: object, said: list[object]) -> Job:
    """A job that writes down what its outcome was."""

    def do() -> object:
        said.append(threading.current_thread().name)
        if isinstance(work, Exception):
            raise work
        return work

    return Job(do, said.append, said.append, said.append)


def test_errands_are_done_one_after_the_other_in_a_thread() -> None:
    """The view's own thread only learns the outcome."""
    posted: queue.Queue[Finished] = queue.Queue()
    thread = JobThread(posted.put)
    said: list[object] = []
    for number in range(3):
        thread.put(job(number, said))
    for _ in range(3):
        posted.get(timeout=10).then()
    assert [word for word in said if word != "exam-jobs"] == [0, 1, 2]
    assert said.count("exam-jobs") == 3


def test_an_error_of_the_user_and_one_of_the_program_are_told_apart() -> None:
    """The first is shown, the second ends the view with its traceback."""
    failed: list[DojoError] = []
    crashed: list[Exception] = []
    problems = [EngineError("It is down.", "Wait."), ValueError("a bug")]
    for problem in problems:

        def work(problem: Exception = problem) -> None:
            raise problem

        told(Job(work, lambda _: None, failed.append, crashed.append))
    assert [*failed, *crashed] == problems


def test_who_leaves_does_not_wait_for_the_thread() -> None:
    """It is a daemon: it ends with the program."""
    JobThread(lambda _: None)
    threads = [t for t in threading.enumerate() if t.name == "exam-jobs"]
    assert threads
    assert all(t.daemon for t in threads)
