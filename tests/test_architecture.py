"""docs/architecture.md tells what is so: its picture, its files, its tests."""

import re
from pathlib import Path

import pytest

from scripts.floors import floors, picture
from tests.conftest import CHECKOUT

PAGE = (CHECKOUT / "docs" / "architecture.md").read_text(encoding="utf-8")
SRC = CHECKOUT / "src" / "clusterdojo"


def test_the_picture_is_that_of_the_code() -> None:
    """`make architecture` draws it anew."""
    assert (CHECKOUT / "docs" / "floors.svg").read_text(encoding="utf-8") == picture()


def test_the_picture_has_every_room() -> None:
    """A package that no floor has would fail the contract of layers, too."""
    rooms = {path.parent.name for path in SRC.glob("*/__init__.py")} - {"_suite"}
    assert rooms == {room.name for room in floors()} - {"leaves"}


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([\w./]+\.py)`", PAGE))))
def test_the_files_that_it_names_are_there(path: str) -> None:
    """Those of the example in a recipe, written in capitals, are not."""
    if path.rpartition("/")[2] == "NAME.py" or "NAME/" in path or "test_ID" in path:
        return
    assert list(CHECKOUT.glob(path)) or list(SRC.rglob(path)), path


def test_every_recipe_has_its_test() -> None:
    """Six recipes, and each names the test that follows it."""
    recipes = PAGE.partition("## Recipes")[2].split("\n### ")[1:]
    assert len(recipes) == 6
    for recipe in recipes:
        [test] = re.findall(r"Test:\s+`(tests/[\w/]+\.py)`", recipe)
        assert Path(CHECKOUT / test).is_file(), test
