"""What is wrong with cheats, told with file and line."""

from pathlib import Path

import pytest

from clusterdojo.lab.lint.cheats import wrong_common_cheats
from clusterdojo.lab.lint.labs import lint
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite, suite

NO_DEMAND = "does not say what it must lose: add `# loses: test_x test_y` or `# earns: nothing`"


@pytest.fixture
def demo(own_suite: Suite) -> Suite:
    """A suite with one lab, as `dojo new` makes it, and a folder for common cheats."""
    scaffold(own_suite, "demo")
    (own_suite.root / "cheats" / "common").mkdir(parents=True)
    return own_suite


def told(demo: Suite, text: str) -> list[str]:
    """The faults of a lab's cheat, by line."""
    (demo.labs / "demo" / "cheats" / "forged-owner.sh").write_text(text)
    start = f"{demo.labs}/demo/cheats/forged-owner.sh:"
    return [str(fault).removeprefix(start) for fault in lint(demo, "demo")]


def told_of_common(demo: Suite, text: str) -> list[str]:
    """The faults of a common cheat, by line."""
    path = demo.root / "cheats" / "common" / "it.sh"
    path.write_text(text)
    return [str(fault).removeprefix(f"{path}:") for fault in wrong_common_cheats(demo)]


@pytest.mark.parametrize("left", [0, 2])
def test_too_few_cheats_are_told_where_the_suite_has_some(demo: Suite, left: int) -> None:
    """A suite of one's own that has none keeps working."""
    folder = demo.labs / "demo" / "cheats"
    for script in sorted(folder.iterdir())[left:]:
        script.unlink()
    [fault] = lint(demo, "demo")
    assert str(fault) == f"{folder}:1: has {left} cheats; a lab needs at least 3"
    (demo.root / "cheats" / "common").rmdir()
    (demo.root / "cheats").rmdir()
    assert lint(demo, "demo") == []


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("true\n", [f"1: {NO_DEMAND}"]),
        ("# loses:\n", [f"1: {NO_DEMAND}"]),
        (
            "# loses: test_gone\n",
            ["1: test_gone is not a criterion of this lab"],
        ),
        (
            "# earns: little\n",
            ["1: `# earns:` can only be `# earns: nothing`", f"1: {NO_DEMAND}"],
        ),
        (
            "# earns: nothing\n# loses: test_the_work_is_done\n",
            ["2: says a second time what it must lose: one line `# loses:` or `# earns:` will do"],
        ),
        (
            "# earns: nothing\n# after: lunch\n",
            ["2: `# after:` can only be `# after: solution`"],
        ),
        ("# earns: nothing\n# environment: A=1 B\n", ["2: B is not NAME=VALUE"]),
        ("# earns: nothing\n# engines: kind\n", ["2: kind is not an engine of this lab"]),
        (
            "# earns: nothing\n# labs: demo\n",
            ["2: a lab's own cheat is tried on no other lab: leave `# labs:` out"],
        ),
    ],
)
def test_what_a_cheat_says_is_checked(demo: Suite, text: str, faults: list[str]) -> None:
    """A misspelt line would try another cheat than its author meant, or none."""
    assert told(demo, text) == faults


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("# earns: nothing\n# engines: kwok\ntrue\n", []),
        (
            "# loses: test_the_work_is_done\n",
            ["1: labs differ in their criteria: say `# earns: nothing`"],
        ),
        ("# earns: nothing\n# labs: demo gone\n", ["2: there is no lab called gone"]),
        ("# earns: nothing\necho {{ namespace }}\n", ["2: 'namespace' is undefined."]),
        ("# earns: nothing\nif\n", ["3: is not bash: syntax error: unexpected end of file"]),
    ],
)
def test_what_a_common_cheat_says_is_checked(demo: Suite, text: str, faults: list[str]) -> None:
    """It is tried on labs that share neither criteria nor values."""
    assert told_of_common(demo, text) == faults


def test_a_stray_file_beside_the_common_cheats_is_told(demo: Suite) -> None:
    """Nobody would try it."""
    path: Path = demo.root / "cheats" / "environment.sh"
    path.write_text("# earns: nothing\n")
    [fault] = wrong_common_cheats(demo)
    assert str(fault) == f"{path}:1: does not belong in cheats/: only common/*.sh do"


def test_the_suites_own_common_cheats_have_no_fault() -> None:
    """They are tried on every lab of everybody's."""
    assert wrong_common_cheats(suite()) == []
