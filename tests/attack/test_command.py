"""`python -m scripts.attack`, without clusters."""

import datetime
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from clusterdojo.lab.suite import Suite
from clusterdojo.proof.attacks import Round
from clusterdojo.proof.dependencies import Finder
from clusterdojo.proof.variants import Variant
from scripts.attack import __main__ as command
from scripts.attack.cases import Case, find
from scripts.attack.rows import Row, read
from scripts.attack.telling import DRAFT, table, with_rows
from scripts.attack.trying import MOST_KIB, SCRIPT_SECONDS
from tests.attack.test_cases import CASE, write
from tests.attack.test_rows import row
from tests.conftest import CHECKOUT

TODAY = datetime.date(2026, 12, 1)


@pytest.fixture
def earned(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, int]:
    """What each case earns, of 8 points; whatever is not here ends the run."""
    points: dict[str, int] = {}

    def run(_suite: Suite, cases: Sequence[Case], *_rest: object) -> Iterator[Row]:
        for case in cases:
            if case.name not in points:
                raise KeyboardInterrupt
            yield row(lab=case.lab, case=case.name, expect=case.expect, earned=points[case.name],
                      criteria=[], engine=case.engine)  # fmt: skip

    class Prepared:
        def prepare(self, *_: object) -> None:
            """Nothing is needed."""

    monkeypatch.setattr(command, "run", run)
    monkeypatch.setattr(command, "engine", lambda _name: Prepared())
    monkeypatch.setenv("CLUSTERDOJO_STATE", str(tmp_path / "state"))
    return points


def test_an_interrupted_round_goes_on(
    tmp_path: Path, earned: dict[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    """Cases that have a row are not run again, and the figure is over all."""
    for name in ("right-1", "right-2"):
        write(tmp_path, CASE, name)
    rows = tmp_path / "rows.jsonl"
    earned |= {"right-1": 8}
    assert command.main(["run", str(tmp_path), str(rows)]) == 130
    assert [one.case for one in read(rows)] == ["right-1"]
    earned.clear()
    earned |= {"right-2": 3}
    assert command.main(["run", str(tmp_path), str(rows)]) == 1
    told = capsys.readouterr().out
    assert "1 cases to run, 1 done" in told
    assert "right-2 (full) 3/8" in told
    assert "1 of 2 grades are wrong: 50.0 in 100" in told


def test_faults_start_nothing(
    tmp_path: Path, earned: dict[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    """The command names them all, and says where it is told how a case looks."""
    write(tmp_path, CASE)
    write(tmp_path, "true\n", "right-2")
    assert command.main(["run", str(tmp_path), str(tmp_path / "rows")]) == 2
    told = capsys.readouterr().err
    assert "right-2.sh:1: has no line `# expect:`" in told
    assert "3 faults" in told
    assert not earned
    assert not (tmp_path / "rows").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "{}", "{}/rows"], "There are no cases to run"),
        (["run", "{}", "{}/rows", "--lab", "drain"], "There is no lab called 'drain'."),
        (["tell", "{}/none"], "has no rows."),
        (["record", "{}/none", "--round", "second"], "has no rows."),
    ],
)
def test_an_error_says_what_to_do(
    tmp_path: Path, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, and no traceback."""
    assert command.main([one.format(tmp_path) for one in arguments]) == 2
    assert told in capsys.readouterr().err


def test_the_table_names_each_wrong_grade() -> None:
    """With the writer's reason, and the doubt if there is one."""
    lines = list(table([row(), row(case="right-1", expect="full", unsure="or not")]))
    assert lines[0] == "kwok contexts right-1: expected full, got 0 of 8 points (test_x: changed)"
    assert "    unsure: or not" in lines
    assert "kwok   contexts                   2 cases   1 wrong" in lines
    assert lines[-1].startswith("1 of 2 grades are wrong: 50.0 in 100")


def test_a_round_is_drafted_from_its_rows() -> None:
    """A wrong grade waits for its sentence; one round for each engine."""
    rows = [row(commit="abc"), row(case="right-1", expect="full"), row(engine="kind", lab="x")]
    kind, kwok = with_rows([], "second", rows, TODAY)
    assert (kwok.name, kwok.date, kwok.commit, kwok.engine) == (
        "second", "2026-12-01", "abc", "kwok",
    )  # fmt: skip
    assert kwok.labs["contexts"].cases == 2
    assert kwok.labs["contexts"].wrong["right-1"].startswith(f"{DRAFT}expected full, got 0 of 8")
    assert (kind.commit, kind.labs["x"].wrong) == ("unknown", {})


def test_what_a_round_says_already_stays() -> None:
    """A sentence is written once; what later rows add is added."""
    before = Round.model_validate({
        "name": "first", "date": "2026-11-30", "commit": "abc", "engine": "kwok",
        "labs": {"contexts": {"cases": 1, "wrong": {"cheat-1": "mended"}}, "y": {"cases": 4}},
    })  # fmt: skip
    rows = [row(), row(case="right-1", expect="full", commit="def")]
    (after,) = with_rows([before], "first", rows, TODAY)
    assert (after.date, after.commit) == ("2026-11-30", "abc")
    assert after.labs["contexts"].cases == 2
    assert after.labs["contexts"].wrong["cheat-1"] == "mended"
    assert after.labs["contexts"].wrong["right-1"].startswith(DRAFT)
    assert after.labs["y"].cases == 4


def test_the_page_for_maintainers_is_true(tmp_path: Path) -> None:
    """Its commands parse, its case is one, and its limit is the one that holds."""
    page = (CHECKOUT / "docs/attacks.md").read_text()
    lines = [line for line in page.splitlines() if line.startswith("$ python -m scripts.attack ")]
    assert len(lines) == 4
    for line in lines:
        command._parser().parse_args(shlex.split(line, comments=True)[4:])
    case = page.split("```bash\n")[1].split("```")[0]
    write(tmp_path, case)
    (found,) = find(tmp_path, Suite(CHECKOUT), [], None).cases
    assert found.unsure
    assert f"has {SCRIPT_SECONDS} s and can write files of up to {MOST_KIB // 1024} MiB" in page


@pytest.mark.parametrize("engine", ["kwok", "kind"])
def test_it_voids_no_proof(engine: str) -> None:
    """What is tried besides decides no grade of a proof."""
    needed = Finder(Suite(CHECKOUT)).of(Variant("drain-node01", engine, "solution", "solution.sh"))
    assert "clusterdojo/proof/prove.py" in needed.code
    assert not [path for path in needed.code if "attack" in path or path.endswith("proof/page.py")]
