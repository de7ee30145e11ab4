"""Choosing an engine."""

import pytest

from clusterdojo.engines import ENGINES, engine
from clusterdojo.errors import UsageError


@pytest.mark.parametrize("name", ENGINES)
def test_every_engine_can_be_chosen_by_its_name(name: str) -> None:
    """What lab.yaml lists is what there is."""
    assert engine(name).name == name


def test_an_unknown_engine_is_a_usage_error() -> None:
    """The engines that there are, are named."""
    with pytest.raises(UsageError) as caught:
        engine("docker")
    assert caught.value.what == "There is no engine called 'docker'."
    assert "kwok" in caught.value.do
