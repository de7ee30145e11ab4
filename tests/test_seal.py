"""The seal: with the key an edit is found; without it nothing is claimed."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from clusterdojo.errors import UsageError
from clusterdojo.seal import Key, state_of

CONTENT: dict[str, Any] = {
    "attempt": "a",
    "earned": 3,
    "share": 0.1,
    "learner": "Zoë",
    "seal": None,
}


@pytest.fixture
def key(tmp_path: Path) -> Key:
    """A new key."""
    return Key.make(tmp_path / "class.key")


def sealed(key: Key, **changed: Any) -> dict[str, Any]:
    """A sealed result, as it is read from its file, and changed after that."""
    content = CONTENT | {"seal": key.seal(CONTENT).model_dump()}
    read: dict[str, Any] = json.loads(json.dumps(content, indent=2))
    return read | changed


def test_what_was_sealed_is_genuine(key: Key) -> None:
    """However the file is laid out, and in whatever order its fields are."""
    assert state_of(sealed(key), key) == "genuine"
    assert state_of(dict(reversed(sealed(key).items())), key) == "genuine"


@pytest.mark.parametrize(
    "change", [{"earned": 4}, {"learner": "Zoe"}, {"more": 1}, {"share": 0.2}, {"attempt": None}]
)
def test_any_edit_breaks_the_seal(key: Key, change: dict[str, Any]) -> None:
    """A point more, another name, a field that was not there."""
    assert state_of(sealed(key, **change), key) == "broken"


def test_a_seal_that_was_tampered_with_is_broken(key: Key) -> None:
    """Neither another code nor another way to make it passes."""
    seal = key.seal(CONTENT).model_dump()
    for change in ({"mac": ""}, {"mac": None}, {"mac": "é"}, {"algorithm": "none"}):
        assert state_of(CONTENT | {"seal": seal | change}, key) == "broken"


def test_another_key_is_told_apart_from_an_edit(key: Key, tmp_path: Path) -> None:
    """A result of another class is no forgery."""
    other = Key.make(tmp_path / "other.key")
    assert state_of(sealed(other), key) == "another key"


def test_nothing_is_claimed_without_a_key_or_a_seal(key: Key) -> None:
    """No seal is none, and a seal that nobody can check is not checked."""
    assert state_of(CONTENT, key) == "none"
    assert state_of(CONTENT, None) == "none"
    assert state_of(sealed(key), None) == "not checked"


def test_a_key_is_its_owners_alone_and_read_back(tmp_path: Path) -> None:
    """0600, and the same key afterwards; its id does not tell the secret."""
    path = tmp_path / "class.key"
    made = Key.make(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Key.read(path).state(sealed(made)) == "genuine"
    assert made.id not in path.read_text()


def test_a_key_is_not_overwritten(tmp_path: Path) -> None:
    """Without the old one no old seal could be checked."""
    path = tmp_path / "class.key"
    Key.make(path)
    before = path.read_bytes()
    with pytest.raises(UsageError) as caught:
        Key.make(path)
    assert caught.value.what == f"{path} already exists."
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [None, b"", b"c2hvcnQ=", b"\xff\xfe", b"{}", b"A" * 5000])
def test_what_is_no_key_is_told(tmp_path: Path, content: bytes | None) -> None:
    """Missing, too short, or another file: one sentence on what, one on what to do."""
    path = tmp_path / "no.key"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        Key.read(path)
    assert caught.value.what == f"{path} can't be read as a key."
