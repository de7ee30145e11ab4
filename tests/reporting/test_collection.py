"""A class's results, collected from any tree of files."""

import gc
import io
import json
import os
import tempfile
import zipfile
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clusterdojo.errors import UsageError
from clusterdojo.grading.evidence import Evidence
from clusterdojo.grading.result import CriterionResult, Result
from clusterdojo.reporting import collection as collecting
from clusterdojo.reporting import sources
from clusterdojo.reporting.collection import Collection, collect
from clusterdojo.seal import Key
from tests.reporting.synthetic import NOON, criterion, result, sealed, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a class has handed in."""
    path = tmp_path / "class"
    path.mkdir()
    return path


def packed(files: dict[str, bytes], **how: Any) -> bytes:
    """A zip file with those members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", **{"compression": zipfile.ZIP_DEFLATED, **how}) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def text(made: Result) -> bytes:
    """A result as a file holds it."""
    return made.model_dump_json().encode()


def learners(found: Collection) -> list[str]:
    """Whose results were found, sorted."""
    return sorted(entry.result.learner for entry in found.entries)


def why(found: Collection) -> dict[str, str]:
    """The reasons for what was skipped, by the file's name."""
    return {Path(skipped.source).name: skipped.why for skipped in found.skipped}


def test_results_are_found_anywhere_in_a_tree(folder: Path) -> None:
    """An instructor does not have to tidy up what was handed in."""
    write(folder, result("Ada"))
    write(folder / "group 1" / "bob" / "results", result("Bob"), name="RESULT.JSON")
    found = collect([folder])
    assert learners(found) == ["Ada", "Bob"]
    assert {entry.source for entry in found.entries} == {str(p) for p in folder.rglob("*.[jJ]*")}
    assert not found.skipped


def test_a_single_file_can_be_named(folder: Path) -> None:
    """A learner's own result is a class of one."""
    assert learners(collect([write(folder, result("Ada"))])) == ["Ada"]


def test_zip_files_are_looked_into(folder: Path) -> None:
    """A learning platform hands out one zip file that holds each learner's."""
    inner = packed({"x.json": text(result("Bob"))})
    (folder / "class.zip").write_bytes(
        packed({"ada/results/x.json": text(result("Ada")), "bob/bob.zip": inner})
    )
    found = collect([folder])
    assert learners(found) == ["Ada", "Bob"]
    assert {entry.source for entry in found.entries} == {
        f"{folder}/class.zip!ada/results/x.json",
        f"{folder}/class.zip!bob/bob.zip!x.json",
    }


def test_evidence_is_dropped_unless_it_is_asked_for(folder: Path) -> None:
    """It is most of a result's size, and few reports show it."""
    part = criterion(evidence=[Evidence(source="cluster1 nodes", content="node01")])
    made = result(parts=[part])
    write(folder, made)
    (light,) = collect([folder]).entries
    (whole,) = collect([folder], keep_evidence=True).entries
    assert light.result.criteria[0].evidence == []
    assert whole.result == made


def test_results_of_the_first_version_are_read(folder: Path) -> None:
    """A class that began last year still counts."""
    content = json.loads(text(result()))
    for name in ("learner", "ended", "minutes_used", "seal"):
        del content[name]
    content["lab"] = {"id": "drain-node01", "digest": "sha256:0"}
    for part in content["criteria"]:
        del part["evidence"]
    content["apiVersion"] = "clusterdojo.dev/v1alpha1"
    (folder / "old.json").write_text(json.dumps(content))
    (entry,) = collect([folder]).entries
    assert (entry.result.lab.id, entry.result.earned, entry.seal) == ("drain-node01", 10, "none")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"{\n oh", "it is not JSON: line 2, column 2"),
        (b"", "it is not JSON: line 1, column 1"),
        (b"\xff\xff", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"[]", collecting.NO_RESULT),
        (b'{"uuid": "an Allure result", "status": "passed"}', collecting.NO_RESULT),
        (b'{"apiVersion": "v1", "kind": "Result"}', collecting.NO_RESULT),
        (
            b'{"apiVersion": "clusterdojo.dev/v2\\n", "kind": "Result"}',
            "it has version clusterdojo.dev/v2, which a newer clusterdojo may read",
        ),
        (
            b'{"apiVersion": "clusterdojo.dev/v1alpha2", "kind": "Result", "criteria": 1}',
            "it is not a complete result: attempt: Field required",
        ),
        (
            b'{"apiVersion": "clusterdojo.dev/v1alpha1", "kind": "Result", "checks": []}',
            "it is not a complete result: it lacks list index out of range",
        ),
        (b" " * (sources.LARGEST_RESULT + 1), "it is larger than 5 MB"),
    ],
)
def test_what_is_no_result_is_skipped_with_the_reason(
    folder: Path, content: bytes, told: str
) -> None:
    """One broken file does not keep the others from being read, in a zip file or beside it."""
    write(folder, result("Ada"))
    (folder / "odd.json").write_bytes(content)
    (folder / "odd.zip").write_bytes(packed({"inner.json": content}))
    found = collect([folder])
    assert learners(found) == ["Ada"]
    assert why(found) == {"odd.json": told, "odd.zip!inner.json": told}


def test_text_that_is_no_unicode_is_refused(folder: Path) -> None:
    """No report could be written with half a character in it."""
    content = text(result("Ada")).replace(b'"Ada"', b'"\\ud800"')
    (folder / "odd.json").write_bytes(content)
    found = collect([folder])
    assert not found.entries
    assert why(found)["odd.json"].startswith("it is not a complete result: ")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"earned": 9}, "its points do not add up"),
        ({"possible": 11}, "its points do not add up"),
        ({"earned": 11}, "it has more points than there are to earn, or fewer than none"),
        ({"earned": -1}, "it has more points than there are to earn, or fewer than none"),
        ({"started": "2026-01-01T12:00:00"}, "a time in it has no time zone"),
        ({"ended": "0001-01-01T00:00:00+14:00"}, "a time in it is not between 2020 and 2200"),
        ({"minutes_used": -1}, "its minutes used are out of range"),
        ({"minutes_used": float("nan")}, "its minutes used are out of range"),
        ({"checks": []}, "it has no check"),
        ({"hints": -1}, "it counts below zero"),
        (
            {"criteria": [], "earned": 0, "possible": 0},
            "it was graded without any points to earn",
        ),
        ({"outcome": "failed"}, "its outcome does not fit its criteria"),
        ({"ended": "2026-01-02T12:00:00Z"}, "it did not end with its last check"),
    ],
)
def test_what_no_check_could_have_written_is_refused(
    folder: Path, changed: dict[str, Any], told: str
) -> None:
    """A share of 110% or a time that can't be compared would spoil a whole class's report."""
    (folder / "edited.json").write_text(json.dumps(json.loads(text(result())) | changed))
    found = collect([folder])
    assert not found.entries
    assert why(found) == {"edited.json": f"it can't be right: {told}"}


@pytest.mark.parametrize(
    "parts",
    [
        [criterion(outcome="failed", earned=2)],
        [criterion(outcome="ungradable", earned=2)],
        [criterion("test_gate", gate=True, outcome="failed"), criterion()],
    ],
    ids=["failed", "ungradable", "void"],
)
def test_points_that_were_not_earned_are_refused(
    folder: Path, parts: list[CriterionResult]
) -> None:
    """Sums alone are made to fit by whoever edits a result."""
    write(folder, result(parts=parts), name="x.json")
    told = "it can't be right: a criterion has points that it did not earn"
    assert why(collect([folder])) == {"x.json": told}


def test_a_last_check_that_came_out_otherwise_is_refused(folder: Path) -> None:
    """A result says what its last check said."""
    made = result(earned=9)
    checks = [made.checks[-1].model_copy(update={"earned": 10, "outcome": "passed"})]
    write(folder, made.model_copy(update={"checks": checks}), name="x.json")
    told = "it can't be right: its last check had another outcome"
    assert why(collect([folder])) == {"x.json": told}


def test_a_criterion_that_is_told_twice_is_refused(folder: Path) -> None:
    """An item analysis counts each learner once."""
    write(folder, result(parts=[criterion(), criterion()]), name="x.json")
    assert why(collect([folder])) == {"x.json": "it can't be right: a criterion is in it twice"}


def test_few_other_files_are_listed(folder: Path) -> None:
    """An instructor sees that a screenshot was handed in instead of a result."""
    (folder / "proof.png").write_bytes(b"")
    found = collect([folder])
    assert why(found) == {"proof.png": sources.FOREIGN}
    assert found.foreign == 1


def test_many_other_files_are_counted(folder: Path) -> None:
    """They do not bury what matters."""
    members = {f"{number}.py": b"" for number in range(30)}
    (folder / "project.zip").write_bytes(packed(members))
    found = collect([folder])
    assert [skipped.source for skipped in found.skipped] == ["30 other files"]
    assert found.foreign == 30


def test_what_allure_and_macs_write_is_passed_over(folder: Path) -> None:
    """Allure's files lie beside each result, and are JSON as well."""
    beside = folder / "20260101.allure"
    beside.mkdir()
    (beside / "x-result.json").write_text("{}")
    names = ("a.allure/x-result.json", "__MACOSX/x.json", "._x.json")
    (folder / "class.zip").write_bytes(packed(dict.fromkeys(names, b"{}")))
    found = collect([folder])
    assert (found.entries, found.skipped, found.foreign) == ([], [], 0)


def test_a_members_path_leads_nowhere(folder: Path, tmp_path: Path) -> None:
    """Nothing is written while a zip file is read, whatever its members are called."""
    names = ("../../escaped.json", "/tmp/../escaped.json")  # noqa: S108 - nothing is written there
    (folder / "evil.zip").write_bytes(
        packed({name: text(result(f"Ada {n}")) for n, name in enumerate(names)})
    )
    before = sorted(tmp_path.rglob("*"))
    assert learners(collect([folder])) == ["Ada 0", "Ada 1"]
    assert sorted(tmp_path.rglob("*")) == before


def test_a_member_that_inflates_without_end_is_cut_off(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten kilobytes may hold ten megabytes."""
    monkeypatch.setattr(sources, "LARGEST_INNER_ZIP", 6_000_000)
    (folder / "bomb.zip").write_bytes(packed({"bomb.json": b"0" * 10_000_000}))
    (folder / "nest.zip").write_bytes(packed({"bomb.zip": b"0" * 10_000_000}))
    assert (folder / "bomb.zip").stat().st_size < 11_000
    found = collect([folder])
    assert why(found) == {
        "bomb.zip!bomb.json": "it is larger than 5 MB",
        "nest.zip!bomb.zip": "it is larger than 6 MB",
    }


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_only_bounded_compression_is_read(folder: Path, method: int) -> None:
    """The others inflate a whole block at once, which can be larger than the memory."""
    (folder / "x.zip").write_bytes(packed({"x.json": text(result())}, compression=method))
    assert why(collect([folder])) == {
        "x.zip!x.json": "its compression is not supported (only deflate is)"
    }


def test_a_zip_file_gives_only_so_much(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many members together are limited as well as each one."""
    one = text(result("Ada"))
    (folder / "big.zip").write_bytes(packed({f"{n}.json": one for n in range(5)}))
    monkeypatch.setattr(sources, "LARGEST_ZIP", 3 * len(one) - 1)
    monkeypatch.setattr(sources.Budget, "__init__", _budget)
    found = collect([folder])
    assert why(found) == {"big.zip": "it holds more than 0 MB; the rest is not read"}
    assert len(found.entries) + len(found.duplicates) == 3


def _budget(self: sources.Budget) -> None:
    self.left = sources.LARGEST_ZIP


def test_a_zip_file_has_only_so_many_members(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is left out is told."""
    monkeypatch.setattr(sources, "MOST_MEMBERS", 2)
    (folder / "many.zip").write_bytes(
        packed({f"{n}.json": text(result(f"Ada {n}")) for n in range(3)})
    )
    found = collect([folder])
    assert learners(found) == ["Ada 0", "Ada 1"]
    assert why(found) == {"many.zip": "only 2 of 3 files are read"}


def test_zip_files_are_opened_two_deep(folder: Path) -> None:
    """A zip file that holds itself for ever does not hang the report."""
    content = packed({"x.json": text(result())})
    for name in ("c.zip", "b.zip"):
        content = packed({name: content})
    (folder / "a.zip").write_bytes(content)
    assert why(collect([folder])) == {
        "a.zip!b.zip!c.zip": "zip files within zip files within zip files are not read"
    }


def test_broken_zip_files_are_told(folder: Path) -> None:
    """An upload that broke off is no reason to lose the rest of the class."""
    whole = packed({"x.json": text(result()) * 3}, compression=zipfile.ZIP_STORED)
    (folder / "cut.zip").write_bytes(whole[:-30])
    (folder / "flipped.zip").write_bytes(whole.replace(b"drain", b"drown"))
    (folder / "page.zip").write_text("<html>Please log in</html>")
    encrypted = bytearray(packed({"x.json": text(result())}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        encrypted[encrypted.index(mark) + at] |= 1  # the flag that says so
    (folder / "locked.zip").write_bytes(encrypted)
    write(folder, result("Ada"))
    found = collect([folder])
    assert learners(found) == ["Ada"]
    told = why(found)
    assert told["cut.zip"] == told["page.zip"]
    assert told["page.zip"] == "it can't be read as a zip file: File is not a zip file"
    assert told["flipped.zip!x.json"].startswith("it can't be read: Bad CRC-32")
    assert "is encrypted" in told["locked.zip!x.json"]


def test_names_of_files_are_told_printably(folder: Path) -> None:
    """A file's name can't write over the terminal, nor break a report's encoding."""
    (folder / "a.zip").write_bytes(packed({"\x1b[2J\n.json": b""}))
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.json")).write_bytes(b"")
    told = "".join(skipped.source for skipped in collect([folder]).skipped)
    assert told.isprintable()
    assert "\\x1b[2J\\n.json" in told
    assert "\\xff.json" in told


def test_a_path_that_does_not_exist_is_told(folder: Path) -> None:
    """A mistyped folder is no empty class."""
    with pytest.raises(UsageError) as caught:
        collect([folder, folder / "nowhere"])
    assert caught.value.what == f"{folder / 'nowhere'} does not exist."


def test_links_that_lead_back_do_not_hang(folder: Path) -> None:
    """A tree is walked once, however it is knotted."""
    write(folder / "ada", result("Ada"))
    (folder / "ada" / "up").symlink_to(folder)
    (folder / "ada" / "self.json").symlink_to("self.json")
    (folder / "ada" / "gone.json").symlink_to("nowhere.json")
    found = collect([folder])
    assert learners(found) == ["Ada"]
    assert sorted(why(found)) == ["gone.json", "self.json"]
    assert not found.duplicates


def test_a_file_that_is_named_twice_is_read_once(folder: Path) -> None:
    """`dojo report class DIR DIR/ada` has no duplicates."""
    file = write(folder / "ada", result("Ada"))
    (folder / "linked").symlink_to(folder / "ada")
    found = collect([file, folder / "ada", folder, folder])
    assert learners(found) == ["Ada"]
    assert not found.duplicates


def test_what_is_no_regular_file_is_not_opened(folder: Path) -> None:
    """A pipe would wait for ever."""
    os.mkfifo(folder / "pipe.json")
    (folder / "zero.json").symlink_to("/dev/zero")
    told = "it is not a regular file"
    assert why(collect([folder])) == {"pipe.json": told, "zero.json": told}


def test_seals_are_checked(folder: Path, key: Key) -> None:
    """An instructor sees which results are as the machine wrote them."""
    other = Key(b"x" * 32)
    write(folder, result("genuine"), key=key)
    write(folder, result("none"))
    write(folder, result("another key"), key=other)
    edited = sealed(result("edited", earned=9), key).model_copy(update={"learner": "broken"})
    write(folder, edited)
    found = {entry.result.learner: entry.seal for entry in collect([folder], key).entries}
    assert found == {state: state for state in ("genuine", "none", "another key", "broken")}


def test_without_a_key_seals_are_not_checked(folder: Path, key: Key) -> None:
    """That there is a seal says nothing yet."""
    write(folder, result("sealed"), key=key)
    write(folder, result("bare"))
    found = {entry.result.learner: entry.seal for entry in collect([folder]).entries}
    assert found == {"sealed": "not checked", "bare": "none"}


def test_the_seal_is_over_the_file_as_it_is_read(folder: Path, key: Key) -> None:
    """A field that is written twice can't show one value to the seal and another to the report."""
    content = text(sealed(result("Ada", earned=5), key))
    forged = content.replace(b'"learner":"Ada"', b'"learner":"Ada","learner":"Eve"', 1)
    (folder / "forged.json").write_bytes(forged)
    hidden = content.replace(b'"learner":"Ada"', b'"learner":"Eve","learner":"Ada"', 1)
    (folder / "hidden.json").write_bytes(hidden)
    found = {entry.result.learner: entry.seal for entry in collect([folder], key).entries}
    assert found == {"Eve": "broken", "Ada": "genuine"}


def test_a_copy_is_dropped_and_told(folder: Path) -> None:
    """The same file handed in twice counts once."""
    first = write(folder / "1", result("Ada"))
    write(folder / "2", result("Ada"))
    found = collect([folder])
    assert [entry.source for entry in found.entries] == [str(first)]
    assert [d.why for d in found.duplicates] == [f"it is the same as {first}"]


def test_the_later_state_of_an_attempt_counts(folder: Path) -> None:
    """A learner who hands in twice has gone on in between, for better or worse."""
    early = result("Ada", attempt="x", earned=9)
    late = result("Ada", attempt="x", earned=4, minutes_used=9)
    late = late.model_copy(update={"checks": early.checks + late.checks})
    write(folder / "2", early)
    kept = write(folder / "1", late)
    found = collect([folder])
    assert [entry.result.earned for entry in found.entries] == [4]
    assert [d.why for d in found.duplicates] == [f"it is an earlier state of {kept}"]


def test_a_seal_that_holds_outdoes_a_later_edit(folder: Path, key: Key) -> None:
    """Who edits a result can't push the true one aside with it."""
    true = sealed(result("Ada", attempt="x", earned=5), key)
    forged = result("Ada", attempt="x", earned=10, minutes_used=50, seal=true.seal)
    write(folder, forged, name="a.json")
    kept = write(folder, true, name="b.json")
    found = collect([folder], key)
    assert [entry.result.earned for entry in found.entries] == [5]
    assert [d.why for d in found.duplicates] == [f"it differs from {kept}, whose seal holds"]


def test_results_that_differ_without_being_later_are_told(folder: Path) -> None:
    """One of them was edited; which one can't be known."""
    kept = write(folder, result("Ada", attempt="x", earned=5), name="a.json")
    write(folder, result("Ada", attempt="x", earned=6), name="b.json")
    assert [d.why for d in collect([folder]).duplicates] == [
        f"it differs from {kept}, which is kept; neither is later"
    ]


def test_one_attempt_of_two_learners_is_kept_for_both_and_told(folder: Path) -> None:
    """A copied result is the instructor's to judge; nobody's is lost."""
    write(folder / "1", result("Ada", attempt="x"))
    write(folder / "2", result("Eve", attempt="x"))
    write(folder / "3", result("ADA", attempt="x"))
    found = collect([folder])
    assert len(found.entries) == 2
    assert [d.why for d in found.shared] == [
        "Ada handed in the same attempt as Eve",
        "Eve handed in the same attempt as Ada",
    ]
    assert len(found.duplicates) == 1


HANDED_IN = st.tuples(
    st.sampled_from(["Ada", "ada", "Bob", ""]),
    st.integers(0, 10),
    st.sampled_from([2.0, 4.0]),
    st.sampled_from(["a", "b", "c"]),
    st.integers(0, 2),
    st.booleans(),
)


@given(st.lists(HANDED_IN, max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_files_makes_no_difference(
    folder: Path, key: Key, handed_in: list[tuple[Any, ...]], chance: Random
) -> None:
    """Two instructors who copy the files around get the same report."""
    there = Path(tempfile.mkdtemp(dir=folder))
    made = []
    for number, (learner, earned, minutes, attempt, day, seals) in enumerate(handed_in):
        one = result(learner, earned=earned, attempt=attempt, minutes_used=minutes,
                     started=NOON + timedelta(days=day))  # fmt: skip
        made.append(write(there, one, key=key if seals else None, name=f"{number}.json"))
    first = collect(made, key)
    assert len(first.entries) + len(first.duplicates) == len(made)
    chance.shuffle(made)
    assert collect(made, key) == first


def test_memory_is_looked_after_again_afterwards(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Collecting switches garbage collection off only for itself."""
    write(folder, result())
    monkeypatch.setattr(collecting, "MANY", -100_000)
    try:
        collect([folder])
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
    assert gc.isenabled()
