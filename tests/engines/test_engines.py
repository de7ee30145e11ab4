"""Finding engines, and what each of them has to be."""

import subprocess
import sys
from pathlib import Path

import pytest

from clusterdojo.engines.registry import engine, every, names, standing_in
from clusterdojo.errors import UsageError
from clusterdojo.lab.model import ClusterSpec
from tests.engines.fake import FakeEngine


def test_engines_are_the_folders() -> None:
    """Sorted, so that messages are the same everywhere."""
    assert names() == ("kind", "kwok")


@pytest.mark.parametrize("name", names())
def test_every_engine_answers_for_itself(name: str) -> None:
    """By its folder's name, without anything having been prepared."""
    found = engine(name)
    assert found.name == name
    assert found.memory_mib(ClusterSpec()) > 100
    assert found.unfit(ClusterSpec()) == []


def test_naming_engines_loads_none() -> None:
    """`dojo list` and the checks of lab.yaml need their names only."""
    program = (
        "import sys; from clusterdojo.engines.registry import names; names(); "
        "print([m for m in sys.modules if m.startswith(('clusterdojo.engines.k', 'pydantic'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_an_embedded_engine_comes_first() -> None:
    """Every machine has it."""
    assert [found.embedded for found in every()] == [True, False]


@pytest.mark.parametrize("name", ["docker", "", "protocol", "kind.engine", "../kind", "Kwok"])
def test_an_unknown_engine_is_a_usage_error(name: str) -> None:
    """The engines that there are, are named."""
    with pytest.raises(UsageError) as caught:
        engine(name)
    assert caught.value.what == f"There is no engine called {name!r}."
    assert caught.value.do == "Choose one of: kind, kwok."


def test_a_stand_in_is_an_engine_until_its_block_ends() -> None:
    """Whatever happens in the block."""
    fake = FakeEngine("paper")
    with standing_in(fake):
        assert engine("paper") is fake
        assert "paper" in names()
    with pytest.raises(UsageError), standing_in(fake):
        engine("none")
    assert names() == ("kind", "kwok")


def test_a_fake_fails_on_what_it_does_not_know(tmp_path: Path) -> None:
    """Otherwise a test could pass on a call that no engine would take."""
    fake = FakeEngine("paper")
    with pytest.raises(AssertionError, match="never made a cluster"):
        fake.pause(tmp_path / "none")
    with pytest.raises(AssertionError, match="tools"):
        fake.tools()
    with pytest.raises(AssertionError, match="can't pause"):
        FakeEngine("paper", simulated=False).pause(tmp_path)
