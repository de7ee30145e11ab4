"""What the command line says of options, in plain words."""

import pytest

from clusterdojo.cli.app import COMMANDS, run

Shown = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("exam start --minutes abc", "'--minutes': must be a whole number, not 'abc'."),
        ("exam start --seed 1.5", "'--seed': must be a whole number, not '1.5'."),
        ("validate --minutes abc", "'--minutes': must be a number, not 'abc'."),
        ("validate --jobs 0", "'--jobs': must be 1 or more, not '0'."),
        (
            "report gradebook -o x --choose worst",
            "'--choose': 'worst' is not one of 'best', 'last', 'first'.",
        ),
    ],
)
def test_a_wrong_value_is_told_in_plain_words(capsys: Shown, line: str, told: str) -> None:
    """Which option it is, what it should be, and what it was; exit code 2."""
    assert run(line.split()) == 2
    shown = " ".join(capsys.readouterr().err.replace("│", " ").split())
    assert f"Invalid value for {told}" in shown
    assert "Input should" not in shown
    assert "Value error" not in shown


@pytest.mark.parametrize(
    "line", [*COMMANDS, "", "exam submit", "exam start", "report gradebook", "runtime prune"]
)
def test_a_flag_has_no_type_in_the_help(capsys: Shown, line: str) -> None:
    """It takes no value; an option that takes one has its type still."""
    assert run([*line.split(), "--help"]) == 0
    shown = capsys.readouterr().out
    assert "--help" in shown
    assert "bool" not in shown
    assert line != "exam start" or "<int>" in shown
