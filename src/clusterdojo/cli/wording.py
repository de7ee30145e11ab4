"""Plain words where the library's own would reach the user: usage errors, and flags in help."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


def plain(root: Any) -> None:
    """Have every command below the root, click's group, use plain words."""
    _reword_errors(root)
    for command in _all(root):
        _show_flags_without_a_type(command)


def _all(command: Any) -> Iterator[Any]:
    yield command
    for below in getattr(command, "commands", {}).values():
        yield from _all(below)


def _reword_errors(root: Any) -> None:
    """The arguments of a command are parsed while its group is invoked."""
    invoke = root.invoke

    def reworded(context: Any) -> Any:
        try:
            return invoke(context)
        except typer.BadParameter as error:
            from pydantic import ValidationError  # needed for an error only

            if isinstance(error.__cause__, ValidationError):
                error.message = _in_words(error.__cause__.errors()[0])
            raise

    root.invoke = reworded


def _in_words(detail: "ErrorDetails") -> str:
    from clusterdojo.lab.words import in_words, shown

    if detail["type"] == "float_parsing":  # no field of a lab's file is such a number
        return f"must be a number, not {shown(detail['input'])}."
    return f"{in_words(detail).rstrip('.')}."


def _show_flags_without_a_type(command: Any) -> None:
    """A flag takes no value, so `<bool>` beside it in the help misleads; `--help` is one, too."""
    get_params = command.get_params

    def params(context: Any) -> Any:
        found = get_params(context)
        for one in found:
            if getattr(one, "is_flag", False) and one.metavar is None:
                one.metavar = ""
        return found

    command.get_params = params
