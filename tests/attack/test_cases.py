"""What a stranger's script says of itself, hostile and clumsy ones included."""

import os
from pathlib import Path

import pytest

from clusterdojo.lab.suite import Suite
from scripts.attack.cases import MOST_BYTES, find
from tests.conftest import CHECKOUT

SUITE = Suite(CHECKOUT)
LAB = "drain-node01"  # on kwok and on kind
CASE = "# idea: cordon by patch\n# expect: full\n# because: every word holds\nkubectl get nodes\n"


def write(folder: Path, text: str | bytes, name: str = "right-1", lab: str = LAB) -> Path:
    """A case where it belongs."""
    path = folder / lab / f"{name}.sh"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def faults(folder: Path) -> list[str]:
    """What is wrong, without the place."""
    found = find(folder, SUITE, [], None)
    assert not found.cases
    return [fault.message for fault in found.faults]


def test_a_case_says_what_it_tries_and_earns(tmp_path: Path) -> None:
    """On the lab's first engine, where nothing else is said."""
    write(tmp_path, f"#!/bin/bash\n\n{CASE}# unsure: not a header, as it comes later\n")
    (case,) = find(tmp_path, SUITE, [], None).cases
    assert (case.lab, case.name, case.engine) == (LAB, "right-1", "kwok")
    assert (case.idea, case.expect, case.unsure) == ("cordon by patch", "full", "")
    assert case.because == "every word holds"


def test_a_clumsy_header_is_read(tmp_path: Path) -> None:
    """Case, spaces and a final stop decide nothing; what is shown has no control characters."""
    text = "#Idea :  a\x1b[2Jb\n  # EXPECT:Not   Full.\n#because:  c  \n# engines: kind,kwok\n"
    write(tmp_path, text)
    (case,) = find(tmp_path, SUITE, [], None).cases
    assert case.expect == "not full"
    assert case.because == "c"
    assert "\x1b" not in case.idea


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "has no line `# idea:`"),
        ("true\n" + CASE, "has no line `# expect:`"),
        (CASE.replace("full", "most"), "expects 'most'; it can expect: full, not full, nothing"),
        (CASE.replace("full", ""), "has no line `# expect:`"),
        ("# expect: nothing\n" + CASE, "has a second line `# expect:`"),
        ("# engines: vcluster\n" + CASE, "names an engine 'vcluster', which does not exist"),
        ("\ufeff" + CASE, "begins with a byte order mark, which bash takes for a word"),
        (CASE.replace("\n", "\r\n"), "has the line ends of Windows, which bash takes for words"),
        (CASE + "\0", "is not text: it has a zero byte"),
        (CASE.encode() + b"\xff", "is not UTF-8 text"),
        (CASE + "#" * MOST_BYTES, "is larger than 100 kB"),
    ],
)
def test_a_script_that_says_it_wrongly_is_a_fault(
    tmp_path: Path, text: str | bytes, fault: str
) -> None:
    """Nothing runs with a guess at what its writer expects."""
    write(tmp_path, text)
    assert fault in faults(tmp_path)


def test_a_pipe_keeps_nobody_waiting(tmp_path: Path) -> None:
    """A script is a regular file."""
    (tmp_path / LAB).mkdir()
    os.mkfifo(tmp_path / LAB / "right-1.sh")
    assert faults(tmp_path) == ["is a named pipe, not a file"]


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    """A writer of 12 scripts mends them in one go."""
    write(tmp_path, "", "cheat-1")
    write(tmp_path, CASE, lab="drain-node1")
    assert len(faults(tmp_path)) == 4


def test_a_folder_without_scripts_is_passed_over(tmp_path: Path) -> None:
    """Briefs and results may lie there, too."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "brief.md").write_text("what to do")
    assert find(tmp_path, SUITE, [], None).faults == []


def test_a_case_runs_where_it_is_for(tmp_path: Path) -> None:
    """Of a case for other engines there is only the number."""
    write(tmp_path, CASE)
    write(tmp_path, f"# engines: kind\n{CASE}", "right-2")
    assert [c.engine for c in find(tmp_path, SUITE, [], None).cases] == ["kwok", "kind"]
    on_kwok = find(tmp_path, SUITE, [], "kwok")
    assert [case.name for case in on_kwok.cases] == ["right-1"]
    assert on_kwok.elsewhere == 1


def test_each_lab_has_its_first_cases_before_any_has_its_second(tmp_path: Path) -> None:
    """A round that is ended early has tried every lab."""
    for lab in (LAB, "contexts"):
        for name in ("cheat-1", "cheat-10", "cheat-2"):
            write(tmp_path, CASE, name, lab)
    order = [(case.lab, case.name) for case in find(tmp_path, SUITE, [], None).cases]
    assert order == [
        (lab, name) for name in ("cheat-1", "cheat-2", "cheat-10") for lab in ("contexts", LAB)
    ]
    assert {case.lab for case in find(tmp_path, SUITE, [LAB], None).cases} == {LAB}
