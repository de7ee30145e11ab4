"""Which words a check speaks with: the others may change without its proof becoming void."""

from pathlib import Path

import pytest

from clusterdojo.lab.suite import Suite
from clusterdojo.proof import words
from clusterdojo.proof.ledger import machine_digest, variant_digest
from clusterdojo.proof.variants import Variant

CONFTEST = 'pytest_plugins = (\n    "clusterdojo.grading.plugin",\n    "fixtures.cluster",\n)\n'
MODULES = {
    "__init__": "from fixtures.reasons import differs\n",
    "reasons": "",
    "cluster": "from fixtures.objects import Node\n",
    "objects": "",
    "restored": "from fixtures import differs\nfrom fixtures.leases import silent\n",
    "leases": "",
    "upgraded": "",
}


@pytest.fixture
def made(tmp_path: Path) -> Suite:
    """A suite with one lab, whose check imports one module of words."""
    for folder in ("labs/demo", "checks", "fixtures"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "labs/demo/solution.sh").write_text("true\n")
    (tmp_path / "checks/test_demo.py").write_text("from fixtures.restored import back\n")
    for name, text in MODULES.items():
        (tmp_path / f"fixtures/{name}.py").write_text(text)
    return Suite(tmp_path)


def names(paths: set[Path]) -> set[str]:
    """The modules' names."""
    return {path.stem for path in paths}


def test_plugins_are_common_and_so_is_what_they_import(made: Suite) -> None:
    """Their fixtures are asked for by an argument's name, which no import tells."""
    assert names(words.common(made)) == {"__init__", "reasons", "cluster", "objects"}


def test_a_checks_words_are_found_through_others(made: Suite) -> None:
    """What it imports may import something in its turn."""
    assert names(words.of_check(made, "demo")) == {"__init__", "reasons", "restored", "leases"}


@pytest.mark.parametrize(
    ("module", "all_void", "this_void"),
    [("objects", True, False), ("leases", False, True), ("upgraded", False, False)],
)
def test_a_changed_word_voids_the_proofs_of_those_who_speak_it(
    made: Suite, module: str, *, all_void: bool, this_void: bool
) -> None:
    """A mended grader of upgrades leaves the proof of a drain as it is."""
    variant = Variant("demo", "kind", "solution", "solution.sh")
    before = machine_digest(made), variant_digest(made, variant)
    with (made.fixtures / f"{module}.py").open("a") as file:
        file.write("# mended\n")
    after = machine_digest(made), variant_digest(made, variant)
    assert (before[0] != after[0], before[1] != after[1]) == (all_void, this_void)


def test_a_lab_without_a_check_has_only_what_all_have(made: Suite) -> None:
    """Its proof can't begin anyway; nothing is said about it here."""
    assert names(words.of_check(made, "nothing")) == {"__init__", "reasons"}
