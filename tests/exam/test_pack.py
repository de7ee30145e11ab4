"""An exam's pack: one file, started as it is or not at all."""

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from clusterdojo.errors import UsageError
from clusterdojo.exam import pack as packs
from clusterdojo.exam.digest import digest_of
from clusterdojo.lab.suite import Suite
from clusterdojo.seal import Key
from tests.exam.packing import drawn, made, own_key, small_suite, write_pack


@pytest.fixture
def key(tmp_path: Path) -> Key:
    """The instructor's key, which nobody else has."""
    return Key.make(tmp_path / "instructor.key")


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """The labs."""
    return small_suite(tmp_path / "suite")


@pytest.fixture
def file(tmp_path: Path, suite: Suite, key: Key) -> Path:
    """A pack as it was handed out."""
    return write_pack(tmp_path / "maintenance-7.pack", made(suite, key))


def edited(file: Path, change: Callable[[dict[str, Any]], object], *, again: bool) -> Path:
    """The pack with something changed; its checksum made again, or not."""
    content = json.loads(file.read_text())
    change(content)
    if again:
        bare = {name: part for name, part in content.items() if name not in packs.APART}
        content["digest"] = digest_of(bare)
    file.write_text(json.dumps(content))
    return file


def easier(content: dict[str, Any]) -> None:
    """More time."""
    content["drawn"]["minutes"] = 600


def test_a_pack_holds_the_exam_as_it_was_drawn(file: Path, suite: Suite, key: Key) -> None:
    """Tasks, seeds, weights, minutes and mark; and which content of the labs."""
    found = packs.read(file)
    assert found.drawn == drawn()
    assert found == made(suite, key)
    assert found.genuine(key)
    packs.require_same_labs(found, suite)


def test_the_same_draw_is_the_same_pack(suite: Suite, key: Key) -> None:
    """Byte by byte, so that an instructor can make it again."""
    assert packs.text_of(made(suite, key)) == packs.text_of(made(suite, key))


def test_the_instructors_key_is_not_in_it(file: Path, key: Key, tmp_path: Path) -> None:
    """The pack's own key is another one, which can be read as any key, and only hers makes it."""
    assert (tmp_path / "instructor.key").read_text().strip() not in file.read_text()
    own = tmp_path / "exam/seal.key"
    own.parent.mkdir()
    own.write_text(packs.read(file).key_text)
    assert Key.read(own).id == own_key(packs.read(file), key).id != key.id


def test_damage_is_refused(file: Path) -> None:
    """By its checksum, which anybody can make."""
    with pytest.raises(UsageError, match="damaged"):
        packs.read(edited(file, easier, again=False))


def test_a_lab_that_is_not_listed_is_damage(file: Path) -> None:
    """Otherwise another content of it would be started."""
    with pytest.raises(UsageError, match="damaged"):
        packs.read(edited(file, lambda content: content["labs"].popitem(), again=True))


def test_a_forgery_reads_and_is_found_with_the_key(file: Path, key: Key) -> None:
    """A learner can't check an HMAC; an instructor can, and the forged one has another digest."""
    genuine = packs.read(file)
    forged = packs.read(edited(file, easier, again=True))
    assert forged.digest != genuine.digest
    assert not forged.genuine(key)
    assert forged.key == genuine.key  # all that the forger has; it is not this digest's
    assert own_key(forged, key).id != own_key(genuine, key).id


def test_another_instructors_pack_is_not_genuine(file: Path, tmp_path: Path) -> None:
    """Whatever it holds."""
    assert not packs.read(file).genuine(Key.make(tmp_path / "other.key"))


def test_a_pack_of_other_labs_is_refused(file: Path, suite: Suite) -> None:
    """It would not be the exam that was drawn: a lab that was changed, and one that is gone."""
    (suite.labs / "contexts/lab.yaml").write_text("id: contexts # harder\n")
    (suite.labs / "static-pod/lab.yaml").unlink()
    with pytest.raises(UsageError, match="other versions of these labs: contexts, static-pod"):
        packs.require_same_labs(packs.read(file), suite)


def test_a_lab_that_is_not_there_can_not_be_packed(suite: Suite, key: Key) -> None:
    """The user is told its name."""
    (suite.labs / "contexts/lab.yaml").unlink()
    with pytest.raises(UsageError, match="contexts"):
        made(suite, key)


def is_large(content: dict[str, Any]) -> None:
    """More than any exam has."""
    content["blueprint_digest"] = "x" * packs.LARGEST


BROKEN: dict[str, Callable[[dict[str, Any]], object]] = {
    "another kind": lambda content: content.update(kind="Result"),
    "another version": lambda content: content.update(apiVersion="clusterdojo.dev/v9"),
    "something more": lambda content: content.update(more=1),
    "no tasks": lambda content: content["drawn"].pop("tasks"),
    "no seal": lambda content: content.pop("seal"),
    "a key that is none": lambda content: content.update(key="?"),
    "a short key": lambda content: content.update(key="AAAA"),
    "an engine that is none": lambda content: content["drawn"]["tasks"][0].update(engine="x"),
    "too much": is_large,
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_no_pack_is_the_users_error(file: Path, what: str) -> None:
    """Two sentences, also where the checksum fits."""
    with pytest.raises(UsageError) as caught:
        packs.read(edited(file, BROKEN[what], again=True))
    assert str(file) in caught.value.what


FORGED: dict[str, Callable[[dict[str, Any]], object]] = {
    "a blueprint that leads elsewhere": lambda drawn: drawn.update(blueprint="/../../x"),
    "a blueprint that is a command": lambda drawn: drawn.update(blueprint="$(curl evil)"),
    "a title for the terminal": lambda drawn: drawn.update(title="\x1b[2J"),
    "a long title": lambda drawn: drawn.update(title="x" * 81),
    "no time": lambda drawn: drawn.update(minutes=0),
    "all the time": lambda drawn: drawn.update(minutes=10**6),
    "no mark": lambda drawn: drawn.update(pass_percent=0),
    "a seed below zero": lambda drawn: drawn.update(seed=-1),
    "a weight without end": lambda drawn: drawn["tasks"][0].update(weight=1e9),
    "a task that leads elsewhere": lambda drawn: drawn["tasks"][0].update(number=-1),
    "a task twice": lambda drawn: drawn["tasks"][0].update(number=2),
    "a context that is a command": lambda drawn: drawn["tasks"][0].update(contexts=["a;b"]),
    "no tasks": lambda drawn: drawn.update(tasks=[]),
}


@pytest.mark.parametrize("what", FORGED)
def test_what_can_not_be_drawn_is_no_pack(file: Path, what: str) -> None:
    """The checksum fits; folders, terminals and commands get these fields all the same."""
    with pytest.raises(UsageError, match="can't be read as an exam pack"):
        packs.read(edited(file, lambda content: FORGED[what](content["drawn"]), again=True))


@pytest.mark.parametrize(
    "change",
    [
        {"title": "[red]Paste this"},
        {"domain": "storage"},
        {"difficulty": "easy"},
        {"minutes": 9},
        {"contexts": ["cluster2"]},
        {"engine": "kind"},
    ],
    ids=lambda change: str(*change),
)
def test_a_pack_describes_its_labs_as_they_are(
    file: Path, suite: Suite, change: dict[str, object]
) -> None:
    """A learner reads these words; whoever made the checksum anew may have written others."""
    found = packs.read(
        edited(file, lambda content: content["drawn"]["tasks"][2].update(change), again=True)
    )
    with pytest.raises(UsageError, match="Task 3 of the pack does not match its lab"):
        packs.require_same_labs(found, suite)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000, "\udc80"])
def test_what_is_no_json_is_the_users_error(file: Path, text: str) -> None:
    """However it is broken."""
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError):
        packs.read(file)


def test_what_is_not_there_is_the_users_error(tmp_path: Path) -> None:
    """A file that is missing, or a folder."""
    for path in (tmp_path / "nowhere.pack", tmp_path):
        with pytest.raises(UsageError, match="can't be read"):
            packs.read(path)


def test_files_are_private(tmp_path: Path, suite: Suite, key: Key) -> None:
    """They hold a key: the command writes them 0600."""
    from clusterdojo.reporting.output import write

    write(tmp_path / "x.pack", [packs.text_of(made(suite, key))])
    assert stat.S_IMODE((tmp_path / "x.pack").stat().st_mode) == 0o600
