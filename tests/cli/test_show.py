"""How a grade looks on the terminal."""

import pytest

from clusterdojo.cli.show import show_result
from tests.reporting.synthetic import criterion, result


@pytest.mark.parametrize(("ungraded", "told"), [(1, "1 criterion,"), (2, "2 criteria,")])
def test_an_ungraded_lab_shows_no_points(
    capsys: pytest.CaptureFixture[str], ungraded: int, told: str
) -> None:
    """Not even zero, neither for an ungraded criterion nor for the lab."""
    parts = [criterion(f"test_{n}", 2, "ungradable") for n in range(ungraded)]
    show_result(result(parts=[criterion("test_a", 1), *parts]))
    shown = capsys.readouterr().out
    assert f"Could not be graded: {told} so the lab has no score." in shown
    assert "points" not in shown
    assert shown.count("-/2") == ungraded
    assert "0/" not in shown


def test_a_graded_lab_shows_its_points(capsys: pytest.CaptureFixture[str]) -> None:
    """Of each criterion, and together."""
    show_result(result(parts=[criterion("test_a", 1), criterion("test_b", 2, "failed")]))
    shown = capsys.readouterr().out
    assert "1/1" in shown
    assert "0/2" in shown
    assert "1 of 3 points." in shown
