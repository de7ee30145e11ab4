"""`dojo validate --why`: what each proof is worth today, and which file made it void."""

from pathlib import Path

import pytest

from clusterdojo.cli.app import run
from clusterdojo.cli.validate import explain
from clusterdojo.errors import UsageError
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import SUITE_VARIABLE, Suite
from clusterdojo.proof.page import write_page
from clusterdojo.proof.prove import Proof
from clusterdojo.proof.run import variants_of


@pytest.fixture
def demo(own_suite: Suite) -> Suite:
    """A suite with one lab, whose variants are all proven on one engine."""
    scaffold(own_suite, "demo")
    every = variants_of(own_suite, "demo", None)
    proofs = [Proof(variant) for variant in every if variant.engine == "kwok"]
    page = own_suite.root / "docs" / "proof.md"
    page.parent.mkdir()
    write_page(page, own_suite, every, proofs)
    return own_suite


def _lines(suite: Suite, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    code = explain(suite, ["demo"], "kwok")
    return code, capsys.readouterr().out.splitlines()


def test_a_proven_lab_is_said_to_be(demo: Suite, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 0, and a line for each variant."""
    code, lines = _lines(demo, capsys)
    assert code == 0
    assert len(lines) == len(variants_of(demo, "demo", "kwok"))
    assert all(line.startswith("proven: demo on kwok, ") for line in lines)


def test_the_file_that_made_a_proof_void_is_named(
    demo: Suite, capsys: pytest.CaptureFixture[str]
) -> None:
    """Below each variant that it voids, and below no other one."""
    mistake = next((demo.labs / "demo" / "mistakes").glob("*.sh"))
    with mistake.open("a") as file:
        file.write("true\n")
    code, lines = _lines(demo, capsys)
    assert code == 1
    [void] = [number for number, line in enumerate(lines) if line.startswith("void: ")]
    assert lines[void] == f"void: demo on kwok, mistake: {mistake.stem}"
    assert lines[void + 1].strip() == f"changed: labs/demo/mistakes/{mistake.name}"


def test_code_of_all_voids_all(demo: Suite, capsys: pytest.CaptureFixture[str]) -> None:
    """With its name, once for each variant."""
    with demo.conftest.open("a") as file:
        file.write("CHANGED = True\n")
    code, lines = _lines(demo, capsys)
    assert code == 1
    assert {line.strip() for line in lines if "changed" in line} == {"changed: conftest.py"}


def test_what_was_never_proven_is_said_to_be(
    demo: Suite, capsys: pytest.CaptureFixture[str]
) -> None:
    """An older form of the record knows no variant as it is now."""
    (demo.root / "docs" / "proof.json").write_text(
        '{"apiVersion": "clusterdojo.dev/v1alpha1", "kind": "ProofRecord", "entries": []}'
    )
    code, lines = _lines(demo, capsys)
    assert code == 1
    assert all(line.startswith("not proven yet: demo on kwok, ") for line in lines)


def test_a_lab_without_a_record_has_no_proof(
    own_suite: Suite, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Such as one that was just made."""
    assert not list(tmp_path.rglob("proof.json"))
    scaffold(own_suite, "demo")
    code, lines = _lines(own_suite, capsys)
    assert code == 1
    assert lines


def test_a_check_that_is_not_python_makes_its_proof_void(
    demo: Suite, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a traceback; `--content-only` says where the fault is."""
    demo.check_module("demo").write_text("def (\n")
    code, lines = _lines(demo, capsys)
    assert code == 1
    changed = {line.strip() for line in lines if "changed" in line}
    # What the module allowed imports nothing any more: its words are gone from what it depends on.
    assert {line for line in changed if "(gone)" not in line} == {"changed: checks/test_demo.py"}


def test_the_record_beside_another_page_is_read(
    demo: Suite, capsys: pytest.CaptureFixture[str]
) -> None:
    """--report names the page, as it does for a proof."""
    docs = demo.root / "docs"
    (docs / "proof.json").rename(docs / "other.json")
    code, lines = _lines(demo, capsys)
    assert code == 1
    assert all(line.startswith("not proven yet: ") for line in lines)
    assert explain(demo, ["demo"], "kwok", docs / "other.md") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(line.startswith("proven: demo on kwok, ") for line in lines)


def test_the_command_reads_it(
    demo: Suite, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The option reaches the record."""
    monkeypatch.setenv(SUITE_VARIABLE, str(demo.root))
    docs = demo.root / "docs"
    (docs / "proof.json").rename(docs / "other.json")
    command = ["validate", "demo", "--engine", "kwok", "--why"]
    assert run(command) == 1
    assert run([*command, "--report", str(docs / "other.md")]) == 0
    assert capsys.readouterr().out.count("\nproven: ") > 0


@pytest.mark.parametrize("name", ["reports", "proof.json", "nowhere.md"])
def test_what_has_no_record_is_refused(demo: Suite, name: str) -> None:
    """A folder of reports, a file that is no page, and a page that was never written."""
    with pytest.raises(UsageError) as error:
        explain(demo, ["demo"], "kwok", demo.root / "docs" / name)
    assert name.removesuffix(".md") in error.value.what
    assert "--report" in error.value.do


def test_a_folder_without_a_lab_yaml_is_said_to_have_none(own_suite: Suite) -> None:
    """It is there, so that "no such lab" would send its author looking for a typing error."""
    (own_suite.labs / "demo").mkdir()
    with pytest.raises(UsageError, match=r"labs/demo has no lab.yaml\.") as error:
        explain(own_suite, ["demo"], None)
    assert "docs/lab-yaml.md" in error.value.do
    for other in ("dem", ".", "..", "../labs"):
        with pytest.raises(UsageError, match="There is no lab called"):
            explain(own_suite, [other], None)
