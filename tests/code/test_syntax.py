"""Two sources mean the same where only their form, their names' places or comments differ."""

from pathlib import Path

import pytest

from clusterdojo.code import syntax

OURS = {"house", "house.kitchen", "house.pantry", "house.cellar.wine"}
PLAIN = """
from house import kitchen
from house.pantry import jam, bread as loaf

def breakfast(guests: int = 2) -> str:
    if guests > 1:
        return kitchen.cook(loaf) * guests
    return f"{jam!r:>{guests}}"
"""


def meaning(tmp_path: Path, text: str, module: str = "house.table") -> syntax.Source:
    """What a source means."""
    path = tmp_path / f"{abs(hash((text, module)))}.py"
    path.write_text(text)
    return syntax.read(path, module, lambda name: name in OURS | {"house.scullery"})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("def breakfast", "# eaten early\ndef breakfast"),
        ("    if guests", '    """Eat."""\n    if guests'),
        ("jam, bread as loaf", "(\n    jam,\n    bread as loaf,\n)"),
        ("guests > 1", "(guests > 1)"),
        ('f"{jam!r:>{guests}}"', "f'{jam!r:>{guests}}'"),
        ("\nfrom house import kitchen\n", '\n"""A meal."""\nfrom house import kitchen\n'),
        ("from house import kitchen", "from . import kitchen"),
    ],
)
def test_form_decides_nothing(tmp_path: Path, old: str, new: str) -> None:
    """Comments, docstrings, brackets, quotes, and how an import is written."""
    assert old in PLAIN
    assert meaning(tmp_path, PLAIN) == meaning(tmp_path, PLAIN.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("guests > 1", "guests > 2"),
        ("guests: int = 2", "guests: int = 3"),
        ("* guests", "+ guests"),
        ("!r", "!s"),
        ("kitchen.cook", "kitchen.serve"),
        ("-> str", "-> bytes"),
        ("if guests", "while guests"),
    ],
)
def test_what_a_module_does_decides(tmp_path: Path, old: str, new: str) -> None:
    """However small."""
    assert meaning(tmp_path, PLAIN).text != meaning(tmp_path, PLAIN.replace(old, new)).text


def test_a_renamed_module_changes_no_text(tmp_path: Path) -> None:
    """Who imports it calls it by its new name, and means the same."""
    renamed = PLAIN.replace("kitchen", "scullery")
    assert meaning(tmp_path, renamed).text == meaning(tmp_path, PLAIN).text
    assert syntax.Import("house.scullery") in meaning(tmp_path, renamed).imports


def test_all_imports_are_found(tmp_path: Path) -> None:
    """In functions, by texts, relative ones; those of others are left in the tree."""
    text = (
        "import json\nimport house.cellar.wine\nPROGRAM = 'house.kitchen'\n"
        "def f():\n    from .pantry import jam\n    return jam, json\n"
    )
    found = meaning(tmp_path, text)
    assert set(found.imports) == {
        syntax.Import("house.cellar.wine"),
        syntax.Import("house.kitchen"),
        syntax.Import("house.pantry", "jam"),
    }
    assert "json" in found.text
    assert "house" not in found.text


def test_what_learners_are_shown_counts(tmp_path: Path) -> None:
    """The docstring of a criterion is shown with its points; those of other functions are not."""
    text = 'def {}():\n    """Why it matters."""\n    return 1\n'
    for name, counts in (("test_it", True), ("helper", False)):
        one = meaning(tmp_path, text.format(name), "checks.test_demo").text
        other = meaning(
            tmp_path, text.format(name).replace("matters", "counts"), "checks.test_demo"
        ).text
        assert (one != other) is counts


def test_what_is_no_python_is_told(tmp_path: Path) -> None:
    """A check that does not parse has no meaning."""
    with pytest.raises(SyntaxError):
        meaning(tmp_path, "def (")
