"""Faults of a file's form in plain words; testdata/ has more of them, with their lines."""

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from clusterdojo.lab.words import in_words


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")
    word: Annotated[str, Field(pattern="^x+$", max_length=60)] = "x"
    number: Annotated[int, Field(ge=1)] = 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"word": "y" * 41}, f"must be text that fits ^x+$, not '{'y' * 40}…'"),
        ({"word": "x" * 61}, "must have at most 60 characters"),
        ({"word": None}, "must be text, not empty"),
        ({"number": float("inf")}, "must be a smaller number, not inf"),
        ({"number": 10**50}, None),
        ({"number": -(10**50)}, f"must be 1 or more, not -1{'0' * 38}…"),
        ({"number": "1" * 5000}, f"must be a smaller number, not '{'1' * 40}…'"),
    ],
)
def test_each_is_one_short_sentence(given: dict[str, Any], words: str | None) -> None:
    """However long the value is."""
    if words is None:
        assert _Model.model_validate(given)
        return
    with pytest.raises(ValidationError) as caught:
        _Model.model_validate(given)
    assert [in_words(detail) for detail in caught.value.errors()] == [words]
