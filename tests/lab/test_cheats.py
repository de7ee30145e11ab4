"""What a cheat says of itself, and where it is tried."""

from pathlib import Path

import pytest

from clusterdojo.lab.cheats import Cheat, read
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite, installed
from clusterdojo.proof.variants import Variant, variants

SCRIPT = """\
# Python's assertions are off, and then a module of the learner's is imported.
# environment: PYTHONOPTIMIZE=1
# environment: PYTHONPATH=$DOJO_WORK PYTHONSAFEPATH=
# after: solution
# engines: kwok
# earns: nothing
echo '# loses nothing here' > sitecustomize.py
"""


def test_a_cheat_says_how_it_is_tried(tmp_path: Path) -> None:
    """Each line of comment has one subject; other comments have none."""
    path = tmp_path / "it.sh"
    path.write_text(SCRIPT)
    assert read(path) == Cheat(
        path,
        earns_nothing=True,
        after_solution=True,
        environments=(("PYTHONOPTIMIZE=1",), ("PYTHONPATH=$DOJO_WORK", "PYTHONSAFEPATH=")),
        engines=frozenset({"kwok"}),
    )
    path.write_text("# loses: test_b test_a\ntrue\n")
    assert read(path) == Cheat(path, loses=frozenset({"test_a", "test_b"}))


@pytest.fixture
def tries(own_suite: Suite) -> Suite:
    """A suite with a lab, and with one common cheat for it and one for another lab."""
    scaffold(own_suite, "demo")
    common = own_suite.root / "cheats" / "common"
    common.mkdir(parents=True)
    (common / "environment.sh").write_text(SCRIPT)
    (common / "elsewhere.sh").write_text("# labs: other\n# earns: nothing\n")
    return own_suite


def _cheats(suite: Suite, engine: str) -> dict[str, Variant]:
    return {v.name: v for v in variants(suite, "demo", [engine]) if v.is_cheat}


def test_common_cheats_are_tried_where_they_say(tries: Suite) -> None:
    """By engine and by lab; a lab's own are tried wherever it runs."""
    own = {"cheat: forged-owner", "cheat: forged-status", "cheat: hostile-answer"}
    assert set(_cheats(tries, "kwok")) == own | {"common cheat: environment"}
    assert set(_cheats(tries, "kind")) == own


def test_a_cheat_may_begin_with_the_solution(tries: Suite) -> None:
    """What it adds to work that is done must cost what is done."""
    variant = _cheats(tries, "kwok")["common cheat: environment"]
    assert variant.scripts(tries) == [
        tries.labs / "demo" / "solution.sh",
        tries.root / "cheats" / "common" / "environment.sh",
    ]


def test_a_suite_without_common_cheats_has_those_of_the_installation(own_suite: Suite) -> None:
    """They are about the machine that grades, and hold for any lab."""
    assert own_suite.cheats == installed().root / "cheats"
