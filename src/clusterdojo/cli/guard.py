"""An exam's rules, enforced for every command where it is called."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from clusterdojo.cli.policy import EVERYWHERE, NOWHERE, When, policy_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from clusterdojo.attempt.store import Store
    from clusterdojo.exam.folder import Exam

IN_SHELL = "This is the shell of an exam"
BESIDE = "An exam is under way"


def commands(group: Any, *above: str) -> Iterator[tuple[str, Any]]:
    """All commands below a group of click's, by their names from the top, such as `exam start`.

    A group that does something by itself is one of them.
    """
    for name, command in group.commands.items():
        path = (*above, name)
        if command.callback is not None:
            yield " ".join(path), command
        if hasattr(command, "commands"):
            yield from commands(command, *path)


def guard(root: Any) -> None:
    """Let every command below the root ask the exam's rules before it does anything.

    Arguments are parsed before that: `--help` is shown in an exam, too.
    """
    for path, command in commands(root):
        _guard(path, command)


def _guard(path: str, command: Any) -> None:
    invoke, callback = command.invoke, command.callback

    def guarded(context: Any) -> Any:
        def enforced(**params: Any) -> Any:
            if context.invoked_subcommand is None:  # otherwise the rule is that command's
                enforce(path, context.params)
            return callback(**params)

        command.callback = enforced
        return invoke(context)

    command.invoke = guarded


def enforce(path: str, params: Mapping[str, Any]) -> None:
    """Refuse a command that an exam does not allow here.

    Args:
        path: Its names, such as `exam start`.
        params: Its arguments and options by name.

    Raises:
        UsageError: The exam refuses it.
    """
    policy = policy_of(path) or NOWHERE
    if policy is EVERYWHERE:  # most commands of a learner: nothing is read from the disk
        return
    from clusterdojo.attempt.store import default_store
    from clusterdojo.exam.nearby import any_exam, exam_above

    store = default_store()
    if not any_exam(store.root):
        return
    from clusterdojo.errors import UsageError  # commands load what they need
    from clusterdojo.exam.folder import Exam, exams_of
    from clusterdojo.exam.rules import being_sat

    folder = exam_above(store.root)
    own = Exam(folder) if folder else None
    if own and not _allows(policy.shell.when, own, params, store):
        raise UsageError(f"{IN_SHELL}: {policy.shell.why}.", policy.shell.instead)
    other = being_sat(exams_of(store.root))  # an old shell may be open while another exam is sat
    if not other or (own and own.folder == other.folder):
        return
    if not _allows(policy.beside.when, other, params, store):
        raise UsageError(f"{BESIDE}: {policy.beside.why}.", policy.beside.instead)


def _allows(when: When, exam: "Exam", params: Mapping[str, Any], store: "Store") -> bool:
    match when:
        case When.ALWAYS:
            return True
        case When.NEVER:
            return False
        case When.OTHERS:
            return _are_others(params.get("sources") or (), store)
        case When.PRACTICE:
            return exam.read().practice
        case When.AFTERWARDS:
            from clusterdojo.exam.rules import has_ended  # rarely needed

            return has_ended(exam)
        case When.OTHER_LABS:
            about = _labs(params, store)
            return about is not None and not about & {task.lab for task in exam.read().tasks}


def _are_others(sources: "Sequence[Path]", store: "Store") -> bool:
    """Whether results are named, and none of them is in the learner's own folder or holds it."""
    own = store.results.resolve()
    named = [source.resolve() for source in sources]
    return bool(named) and not any(
        one.is_relative_to(own) or own.is_relative_to(one) for one in named
    )


def _labs(params: Mapping[str, Any], store: "Store") -> set[str] | None:
    """The labs that a command is about: named, or the one that runs. None for all of them."""
    if "labs" in params:
        return set(params["labs"] or ()) or None
    if "lab" in params:
        return {params["lab"]}
    running = store.running()
    return {running.record.lab} if running else set()
