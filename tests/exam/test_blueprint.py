"""exams/<id>.yaml, valid and invalid: testdata/ holds the files, and each says what is wrong.

A line `#! 7: minutes: Input should` in an invalid file means that a fault on line 7 begins so.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from clusterdojo.errors import ContentError, UsageError
from clusterdojo.exam.lint import lint
from clusterdojo.exam.load import SCHEMA_LINE, blueprint_ids, folder, load_blueprint, load_labs
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite, suite
from clusterdojo.schemas import schemas

FILE = "exam.v1alpha1.json"
ROOT = Path(__file__).parents[2]
TESTDATA = Path(__file__).parent / "testdata"
EXPECTED = re.compile(r"^#! (\d+: .*)$", re.MULTILINE)
PLAIN = f"""{SCHEMA_LINE}
apiVersion: clusterdojo.dev/v1alpha1
kind: ExamBlueprint
id: plain
title: A plain exam
tasks: 1
domains: {{workloads: 100}}
difficulty: {{easy: 100}}
"""


def examples(kind: str) -> list[str]:
    """The names of all examples of one kind."""
    return sorted(path.stem for path in TESTDATA.glob(f"{kind}-*.yaml"))


@pytest.fixture
def four_labs(own_suite: Suite) -> Suite:
    """A suite with four labs on workloads, and a folder for exams."""
    for number in range(1, 5):
        scaffold(own_suite, f"lab-{number}")
    folder(own_suite).mkdir()
    return own_suite


def write(own: Suite, content: bytes | str, name: str = "plain") -> Path:
    """A blueprint's file."""
    path = folder(own) / f"{name}.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def told(own: Suite, name: str = "plain") -> list[str]:
    """What is said about a blueprint that does not load, without the file's name."""
    with pytest.raises(ContentError) as caught:
        load_blueprint(own, name)
    assert caught.value.do == "Fix it; docs/exam-yaml.md describes each field."
    lines = [line.strip() for line in caught.value.what.splitlines()]
    path = folder(own) / f"{name}.yaml"
    assert all(line.startswith(f"{path}:") for line in lines), lines
    return [line.removeprefix(f"{path}:") for line in lines]


def linted(own: Suite) -> list[str]:
    """The faults, with paths relative to exams/."""
    return [str(fault).removeprefix(f"{folder(own)}/") for fault in lint(own)]


@pytest.mark.parametrize("name", examples("valid"))
def test_valid_examples_load(four_labs: Suite, name: str) -> None:
    """What docs/exam-yaml.md promises, works."""
    exam_id = name.removeprefix("valid-")
    write(four_labs, (TESTDATA / f"{name}.yaml").read_bytes(), exam_id)
    assert load_blueprint(four_labs, exam_id).id == exam_id


@pytest.mark.parametrize("name", examples("invalid"))
def test_every_fault_is_told_once_with_its_line(four_labs: Suite, name: str) -> None:
    """All mistakes are told at once, none of them twice, and nothing else."""
    text = (TESTDATA / f"{name}.yaml").read_text()
    expected = EXPECTED.findall(text)
    assert expected, "the example does not say what is wrong with it"
    exam_id = name.removeprefix("invalid-")
    write(four_labs, text, exam_id)
    faults = told(four_labs, exam_id)
    for beginning in expected:
        fits = [one for one in faults if one.startswith(beginning)]
        assert len(fits) == 1, f"{beginning} is not told once in: {faults}"
    assert len(faults) == len(expected), faults


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "1: is empty"),
        (b"# only a comment\n", "1: is empty"),
        (b"\x00\x01", "1: is not YAML"),
        (b"\x89PNG\r\n\x1a\n\xff", "1: is not UTF-8 text"),
        (b"a: 2026-99-99\n", "1: is not YAML"),
        (b"a: !!python/object:os.system x\n", "1: is not YAML"),
        (b"a: " + b"[" * 600, "1: is not YAML"),
    ],
    ids=["empty", "comment", "null bytes", "picture", "date", "tag", "deep"],
)
def test_what_is_no_yaml_is_told_in_one_line(four_labs: Suite, content: bytes, fault: str) -> None:
    """Whatever the file holds, there is a sentence and no traceback."""
    write(four_labs, content)
    [one] = told(four_labs)
    assert one.startswith(fault)


def test_everything_is_read_as_it_was_written(four_labs: Suite) -> None:
    """No field is accepted and then forgotten."""
    text = (TESTDATA / "valid-everything.yaml").read_text()
    write(four_labs, text, "everything")
    read = load_blueprint(four_labs, "everything")
    assert json.loads(read.model_dump_json()) == yaml.safe_load(text)


def test_without_more_an_exam_is_like_the_ckas(four_labs: Suite) -> None:
    """120 minutes, 16 tasks, 66 percent, out of all labs."""
    write(four_labs, (TESTDATA / "valid-minimal.yaml").read_bytes(), "minimal")
    read = load_blueprint(four_labs, "minimal")
    assert (read.minutes, read.tasks, read.pass_percent) == (120, 16, 66)
    assert (read.labs, read.apart) == ("all", [])


# Which exams there are


def test_an_unknown_exam_is_a_users_error(four_labs: Suite) -> None:
    """The message knows what was meant, and what there is."""
    write(four_labs, PLAIN)
    with pytest.raises(
        UsageError, match=r"no exam called 'plane'. Did you mean plain\? Choose one"
    ):
        load_blueprint(four_labs, "plane")


@pytest.mark.parametrize("name", ["", "../plain", "plain.yaml", "/etc/passwd", "ä", "a" * 5000])
def test_strange_names_are_users_errors_too(four_labs: Suite, name: str) -> None:
    """No name leads out of exams/, and none to a traceback."""
    write(four_labs, PLAIN)
    with pytest.raises(UsageError, match="There is no exam called"):
        load_blueprint(four_labs, name)


def test_a_suite_without_exams_has_none(own_suite: Suite) -> None:
    """A folder of one's own needs no exams/."""
    assert blueprint_ids(own_suite) == []
    assert lint(own_suite) == []
    with pytest.raises(UsageError, match="has none"):
        load_blueprint(own_suite, "plain")


# What its labs are


def test_all_labs_of_weighing_domains_may_be_drawn(four_labs: Suite) -> None:
    """`all` means those that there are, and that count."""
    path = four_labs.labs / "lab-3" / "lab.yaml"
    path.write_text(path.read_text().replace("domain: workloads", "domain: storage"))
    write(four_labs, PLAIN)
    labs = load_labs(four_labs, load_blueprint(four_labs, "plain"))
    assert [lab.id for lab in labs] == ["lab-1", "lab-2", "lab-4"]


def test_only_named_labs_may_be_drawn(four_labs: Suite) -> None:
    """A list is a limit; a lab that nobody named need not even be well-formed."""
    (four_labs.labs / "lab-3" / "lab.yaml").write_text("broken")
    write(four_labs, PLAIN + "labs: [lab-4, lab-1]\n")
    labs = load_labs(four_labs, load_blueprint(four_labs, "plain"))
    assert [lab.id for lab in labs] == ["lab-1", "lab-4"]


def test_ids_that_name_nothing_are_told_with_their_lines(four_labs: Suite) -> None:
    """A misspelt lab would be left out of exams, or not be kept apart, in silence."""
    write(
        four_labs,
        PLAIN.replace("id: plain", "id: plane") + "labs:\n  - lab-1\n  - lab-7\n  - lab-2\napart:\n"
        "  - [lab-1, lab-2]\n  -\n    - lab-9\n    - lab-3\n",
    )
    expected = [
        "4: id plane is not the file's name",
        "11: labs.1: there is no lab called lab-7",
        "16: apart.1.0: there is no lab called lab-9",
        "17: apart.1.1: lab-3 is not among the labs that may be drawn",
    ]
    assert told(four_labs) == expected
    assert linted(four_labs) == [f"plain.yaml:{fault}" for fault in expected]


# Lint


def test_a_good_blueprint_has_no_fault(four_labs: Suite) -> None:
    """What can be drawn is not complained about."""
    write(four_labs, PLAIN)
    assert linted(four_labs) == []


def test_faults_of_form_are_told_by_lint_as_well(four_labs: Suite) -> None:
    """Lint knows all that loading does, over all files."""
    write(four_labs, PLAIN.replace("tasks: 1", "tasks: none"))
    write(four_labs, PLAIN.replace(SCHEMA_LINE + "\n", ""), "other")
    faults = linted(four_labs)
    assert [fault.split(": ")[0] for fault in faults] == [
        "other.yaml:1", "other.yaml:3", "plain.yaml:6",
    ]  # fmt: skip


def test_a_named_lab_that_weighs_nothing_is_told(four_labs: Suite) -> None:
    """A lab that is named is meant to be drawn."""
    write(
        four_labs,
        PLAIN.replace("{workloads: 100}", "{storage: 100, workloads: 0}") + "labs: [lab-2]\n",
    )
    assert linted(four_labs) == [
        "plain.yaml:9: labs.0: lab-2 is never drawn: its domain workloads has no weight"
    ]


def test_too_few_labs_for_the_tasks_are_told(four_labs: Suite) -> None:
    """An exam that nobody can start is a fault of its blueprint."""
    write(four_labs, PLAIN.replace("tasks: 1", "tasks: 4") + "apart: [[lab-1, lab-2]]\n")
    [fault] = linted(four_labs)
    assert fault.startswith("plain.yaml:6: The exam plain has 4 tasks, which can't be drawn")


def test_stray_files_are_told(four_labs: Suite) -> None:
    """A file that nothing reads is a mistake in its name."""
    (folder(four_labs) / "plain.yml").write_text(PLAIN)
    (folder(four_labs) / "more.yaml").mkdir()
    assert [fault.split(": ")[0] for fault in linted(four_labs)] == ["more.yaml:1", "plain.yml:1"]


def test_a_file_in_the_folders_place_is_told(own_suite: Suite) -> None:
    """A file called exams holds no exam."""
    folder(own_suite).write_text("")
    assert [fault.message for fault in lint(own_suite)] == ["must be a folder"]


def test_a_lab_that_is_broken_does_not_break_the_lint(four_labs: Suite) -> None:
    """Its own lint tells what is wrong with it."""
    (four_labs.labs / "lab-3" / "lab.yaml").write_text("broken")
    write(four_labs, PLAIN)
    assert linted(four_labs) == []


def test_the_suites_own_exams_have_no_fault() -> None:
    """No exam is shipped with a mistake that can be seen without a cluster."""
    assert blueprint_ids(suite()) == ["cka", "maintenance"]
    assert lint(suite()) == []


def test_the_suites_exams_leave_it_to_the_labs_what_gives_them_away() -> None:
    """What gives another lab away in one exam does so in every exam."""
    for exam in blueprint_ids(suite()):
        found = load_blueprint(suite(), exam)
        assert found.apart == []
        groups = found.groups(load_labs(suite(), found))
        assert ["drain-node01", "drain-standalone"] in groups


# The schema and the page


def test_the_schema_is_that_of_the_model() -> None:
    """docs/schema/ has what the module writes."""
    assert (ROOT / "docs/schema" / FILE).read_text() == schemas()[FILE]


def test_the_schema_is_written_by_a_command(tmp_path: Path) -> None:
    """`python -m clusterdojo.schemas DIR` brings it up to date."""
    module = [sys.executable, "-m", "clusterdojo.schemas", str(tmp_path)]
    subprocess.run(module, check=True)
    assert (tmp_path / FILE).read_text() == schemas()[FILE]


@pytest.mark.parametrize("path", [*TESTDATA.glob("*.yaml"), *(ROOT / "exams").glob("*.yaml")])
def test_editors_see_most_of_what_loading_does(path: Path) -> None:
    """Valid blueprints are valid by the JSON Schema; of the invalid ones, those of wrong form."""
    try:
        content = yaml.safe_load(path.read_text())
    except yaml.YAMLError:
        return
    checker = jsonschema.Draft202012Validator(json.loads(schemas()[FILE]))
    beyond = {"invalid-sums", "invalid-schema-line"}  # sums, and what is outside of the content
    assert checker.is_valid(content) is (
        not path.stem.startswith("invalid-") or path.stem in beyond
    )


def test_the_pages_example_is_a_blueprint_of_this_suite() -> None:
    """docs/exam-yaml.md shows a file that works."""
    page = (ROOT / "docs/exam-yaml.md").read_text()
    [text] = re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    example = yaml.safe_load(text)
    assert set(example["labs"]) <= set(suite().lab_ids())
    assert set(schema_fields()) == set(example)
    rows = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert set(rows) == set(schema_fields()) - {"apiVersion", "kind"}


def schema_fields() -> list[str]:
    """The names of all fields."""
    return list(json.loads(schemas()[FILE])["properties"])
