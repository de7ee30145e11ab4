"""Seals, one by one."""

import json
import zipfile
from pathlib import Path

from clusterdojo.reporting.verify import verdicts
from clusterdojo.seal import Key
from tests.reporting.synthetic import result, write


def edited(file: Path) -> Path:
    """A copy with another number of points."""
    content = json.loads(file.read_text())
    copy = file.with_name("edited.json")
    copy.write_text(json.dumps(content | {"hints": 3}))
    return copy


def test_each_file_is_judged_alone(tmp_path: Path, key: Key) -> None:
    """An edited copy beside the genuine result is found, in a folder as well."""
    folder = tmp_path / "results"
    good = write(folder, result(), key=key)
    bad = edited(good)
    (folder / "notes.txt").write_text("x")
    (folder / "1.allure").mkdir()
    (folder / "1.allure/a-result.json").write_text("{}")
    found = {v.source: (v.told, v.good) for v in verdicts([folder], key)}
    assert found == {str(good): ("genuine", True), str(bad): ("broken", False)}


def test_a_file_is_judged_wherever_reports_find_it(tmp_path: Path, key: Key) -> None:
    """In capitals, in a zip file, behind a link: what counts elsewhere is judged here."""
    folder = tmp_path / "results"
    good = write(folder, result(), key=key)
    bad = edited(good).rename(folder / "EDITED.JSON")
    (tmp_path / "elsewhere").mkdir()
    copied = tmp_path / "elsewhere/copied.json"
    copied.write_text(good.read_text())
    (folder / "link").symlink_to(tmp_path / "elsewhere")
    with zipfile.ZipFile(folder / "A.ZIP", "w") as archive:
        archive.write(good, "results/a.json")
        archive.write(good, "results/b.json")
        archive.write(bad, "results/bad.json")
    found = {Path(v.source).name: v.told for v in verdicts([folder], key)}
    genuine = dict.fromkeys([good.name, "copied.json", "a.json", "b.json"], "genuine")
    assert found == genuine | {"EDITED.JSON": "broken", "bad.json": "broken"}


def test_what_lies_beside_results_in_a_zip_file_is_not_judged(tmp_path: Path, key: Key) -> None:
    """Neither what a check leaves there, nor what a Mac adds; what is named by hand is."""
    good = write(tmp_path, result(), key=key)
    (tmp_path / "notes.txt").write_text("x")
    with zipfile.ZipFile(tmp_path / "mine.zip", "w") as archive:
        archive.write(good, "results/a.json")
        archive.writestr("results/a.files/snapshot.db", "x")
        archive.writestr("results/a.files/status.json", "{}")
        archive.writestr("results/.DS_Store", "x")
    assert [v.told for v in verdicts([tmp_path / "mine.zip"], key)] == ["genuine"]
    [verdict] = verdicts([tmp_path / "notes.txt"], key)
    assert not verdict.good
    assert "neither .json nor .zip" in verdict.told


def test_with_a_key_a_seal_is_needed(tmp_path: Path, key: Key) -> None:
    """Neither a result without one nor one of another key is genuine."""
    other = Key.make(tmp_path / "other.key")
    files = [write(tmp_path, result("Ada")), write(tmp_path, result("Ben"), key=other)]
    assert [(v.told, v.good) for v in verdicts(files, key)] == [
        ("none", False),
        ("another key", False),
    ]


def test_without_a_key_nothing_is_checked(tmp_path: Path, key: Key) -> None:
    """That there is a seal is told, not that it holds."""
    files = [write(tmp_path, result("Ada")), write(tmp_path, result("Ben"), key=key)]
    assert [(v.told, v.good) for v in verdicts(files, None)] == [
        ("none", True),
        ("not checked", True),
    ]


def test_what_is_no_result_is_not_good(tmp_path: Path) -> None:
    """A broken file is told with the reason."""
    file = tmp_path / "broken.json"
    file.write_text("{")
    [verdict] = verdicts([file], None)
    assert not verdict.good
    assert "not JSON" in verdict.told
